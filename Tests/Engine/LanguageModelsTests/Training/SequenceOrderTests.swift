import Testing

@testable import LanguageModels

@Suite("The order of training sequences")
struct SequenceOrderTests {
    private func order(weights: [Double], seed: UInt64 = 1) throws -> SequenceOrder {
        let sources = weights.enumerated().map { index, weight in
            TrainingData.Source(
                name: "\(index)", tokens: [Int32](repeating: 0, count: 10 * (index + 3) + 1), weight: weight)
        }
        return SequenceOrder(data: try TrainingData(sources: sources), context: 10, seed: seed)
    }

    @Test("Each round goes through every sequence of a source once, in another order")
    func rounds() throws {
        var order = try order(weights: [0, 0, 0, 0, 0, 1])
        let rounds = (0..<3).map { _ in (0..<8).map { _ in order.next().start } }
        for round in rounds { #expect(round.sorted() == (0..<8).map { $0 * 10 }) }
        #expect(rounds[0] != rounds[1] && rounds[1] != rounds[2])
        #expect(order.repetitions == [3])
    }

    @Test("Sources are drawn in proportion to their weights")
    func proportions() throws {
        var order = try order(weights: [3, 1])
        for _ in 0..<4_000 { _ = order.next() }
        #expect(abs(Double(order.drawn[0]) / 4_000 - 0.75) < 0.02)
        #expect(order.drawn.reduce(0, +) == 4_000)
    }

    @Test("The seed alone decides the order")
    func seeds() throws {
        var (one, same, other) = (
            try order(weights: [1, 1]), try order(weights: [1, 1]), try order(weights: [1, 1], seed: 2)
        )
        let first = (0..<50).map { _ in one.next() }
        #expect(first == (0..<50).map { _ in same.next() })
        #expect(first != (0..<50).map { _ in other.next() })
    }

    @Test("Documents are joined, each led by the prefix")
    func documents() {
        let source = TrainingData.Source(name: "d", documents: [[1, 2], [], [3]], prefix: 256, weight: 1)
        #expect(source.tokens == [256, 1, 2, 256, 256, 3])
        #expect(source.sequenceCount(context: 2) == 2)
        #expect(source.sequenceCount(context: 6) == 0)
    }
}
