import API
import Statistics
import Storage

/// What the answers of a pool have cost.
struct LedgerDesk: Sendable {
    let store: Store
    let blocking: BlockingQueue
}

extension LedgerDesk {
    /// What the answers of a pool, or of one study over it, have cost.
    ///
    /// - Parameter tokens: what a candidate would be trained on; looked up among the training runs when it is not
    ///   given.
    func ledger(
        of pool: Identifier, study: Identifier?, tokensPerCandidate tokens: Int?
    ) async throws -> LedgerResource {
        let (work, parameters) = try await store.read { transaction in
            guard let record = try transaction.pool(pool) else { throw Problem.notFound("pool \"\(pool)\"") }
            let base = try transaction.existingCheckpoint(record.base)
            if let study, try transaction.study(study)?.pool != pool {
                throw Problem.notFound("study \"\(study)\" over \(pool)")
            }
            return (try transaction.ledger(of: pool, study: study), base.parameters)
        }
        let (perCandidate, source) = Self.tokensPerCandidate(given: tokens, work)
        let ledger = try await blocking.run {
            CostLedger(
                parameters: parameters,
                entries: [
                    Self.entry(.baseTraining, work.baseTraining, parameters, CostLedger.trainingOperations),
                    Self.entry(.partitionTraining, work.partitionTraining, parameters, CostLedger.trainingOperations),
                    Self.entry(.referenceTraining, work.referenceTraining, parameters, CostLedger.trainingOperations),
                    Self.entry(.logProbabilities, work.logProbabilities, parameters, CostLedger.scoringOperations),
                    Self.entry(.scoring, work.scoring, parameters, CostLedger.scoringOperations),
                    Self.entry(.other, work.other, parameters, CostLedger.scoringOperations),
                ], candidates: work.candidates, tokensPerCandidate: perCandidate)
        }
        return LedgerResource(pool: pool.text, study: study?.text, ledger: ledger, tokensSource: source)
    }

    private static func tokensPerCandidate(
        given: Int?, _ work: LedgerRecord
    ) -> (tokens: Int?, source: LedgerResource.TokensSource?) {
        if let given { return (given, .given) }
        if let mean = work.referenceTraining.meanTokens { return (mean, .referenceRuns) }
        if let mean = work.partitionTraining.meanTokens { return (mean, .partitionModels) }
        return (nil, nil)
    }

    private static func entry(
        _ activity: CostLedger.Activity, _ work: LedgerRecord.Work, _ parameters: Int,
        _ operations: (_ parameters: Int, _ tokens: Int) -> Double
    ) -> CostLedger.Entry {
        CostLedger.Entry(
            activity: activity, count: work.count, tokens: work.tokens,
            operations: operations(parameters, work.tokens),
            spans: work.spans.map { span in
                CostLedger.Span(
                    worker: span.worker.text, start: Double(span.start.milliseconds) / 1_000,
                    end: Double(span.end.milliseconds) / 1_000)
            })
    }
}

extension LedgerRecord.Work {
    /// Tokens of one training run, on average; `nil` when there was none.
    fileprivate var meanTokens: Int? {
        count > 0 && tokens > 0 ? tokens / count : nil
    }
}
