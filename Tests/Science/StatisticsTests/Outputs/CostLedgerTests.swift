import Statistics
import Testing

@Suite("Cost ledger")
struct CostLedgerTests {
    private func span(_ worker: String, _ start: Double, _ end: Double) -> CostLedger.Span {
        CostLedger.Span(worker: worker, start: start, end: end)
    }

    @Test func countsOperationsByTheUsualFormulae() {
        #expect(CostLedger.trainingOperations(parameters: 1_000, tokens: 50) == 300_000)
        #expect(CostLedger.scoringOperations(parameters: 1_000, tokens: 50) == 100_000)
    }

    @Test func workInOneHandAtOnceCountsOnce() {
        let entry = CostLedger.Entry(
            activity: .scoring, count: 3, tokens: 1, operations: 1,
            spans: [span("a", 10, 20), span("a", 0, 5), span("a", 12, 14), span("a", 18, 25), span("b", 0, 4)])
        #expect(entry.seconds == 5 + 15 + 4)
    }

    @Test func holdsTheWorkAgainstTrainingEveryCandidate() throws {
        let ledger = CostLedger(
            parameters: 10,
            entries: [
                .init(activity: .scoring, count: 30, tokens: 3_000, operations: 60_000, spans: [span("a", 0, 3)]),
                .init(
                    activity: .partitionTraining, count: 4, tokens: 4_000, operations: 240_000,
                    spans: [span("a", 3, 11)]),
                .init(activity: .baseTraining, count: 1, tokens: 4_000, operations: 240_000, spans: [span("b", 0, 8)]),
            ], candidates: 25, tokensPerCandidate: 1_000)
        #expect(ledger.entries.map(\.activity) == CostLedger.Activity.allCases)
        #expect(ledger.entries.map(\.count) == [1, 4, 0, 0, 30, 0])
        let alternative = try #require(ledger.alternative)
        #expect(alternative.tokens == 25_000 && alternative.operations == 1_500_000)
        // 16 seconds for 8,000 tokens; the base is trained in any case, and is no part of the ratio.
        #expect(alternative.seconds == 50 && alternative.ratio == 5)
    }

    @Test func saysNothingOfWhatNobodyKnows() throws {
        #expect(CostLedger(parameters: 10, entries: [], candidates: 5, tokensPerCandidate: nil).alternative == nil)
        let empty = CostLedger(parameters: 10, entries: [], candidates: 5, tokensPerCandidate: 100)
        let alternative = try #require(empty.alternative)
        #expect(alternative.seconds == nil && alternative.ratio == nil && alternative.tokens == 500)
        let none = CostLedger(parameters: 10, entries: [], candidates: 0, tokensPerCandidate: .max)
        #expect(none.alternative?.operations == 0)
    }
}
