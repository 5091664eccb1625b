import Randomness

/// Which sequence comes when: sources drawn by weight, each source's sequences in a random order that begins again,
/// reshuffled, when it has been through them all.
///
/// The order depends on the seed, the weights and the numbers of sequences alone, so a resumed run finds its place by
/// drawing again what was drawn.
struct SequenceOrder {
    /// A sequence: the number of its source, and where its first token stands.
    struct Place: Hashable {
        let source: Int
        let start: Int
    }

    private let seed: UInt64
    private let context: Int
    private let counts: [Int]
    /// Running sums of the weights, the last of them 1.
    private let bounds: [Double]
    private var choices: SeededGenerator
    private var orders: [[Int]]
    /// How many sequences of each source have been drawn.
    private(set) var drawn: [Int]

    init(data: TrainingData, context: Int, seed: UInt64) {
        self.seed = seed
        self.context = context
        counts = data.sources.map { $0.sequenceCount(context: context) }
        let total = data.sources.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        bounds = data.sources.map { source in
            sum += source.weight / total
            return sum
        }
        choices = SeededGenerator(seed: seed, purpose: .sources)
        orders = counts.map { _ in [] }
        drawn = counts.map { _ in 0 }
    }

    mutating func next() -> Place {
        let point = choices.unit()
        let source = bounds.firstIndex { point < $0 } ?? bounds.count - 1
        let place = drawn[source] % counts[source]
        if place == 0 {
            let round = UInt64(drawn[source] / counts[source])
            var generator = SeededGenerator(seed: seed, purpose: .sequences, path: UInt64(source), round)
            orders[source] = generator.permutation(of: counts[source])
        }
        drawn[source] += 1
        return Place(source: source, start: orders[source][place] * context)
    }

    /// How often each source has been gone through: 1.5 is once, and half of it a second time.
    var repetitions: [Double] {
        zip(drawn, counts).map { Double($0) / Double($1) }
    }
}
