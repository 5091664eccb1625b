import Randomness

/// Evaluated mixtures cut into parts that are held out one after the other; equal mixtures are in one part, so that
/// no mixture is predicted from its own double.
struct Folds: Hashable, Sendable {
    /// Indices of rows, rising, part by part.
    let parts: [[Int]]
    /// How many different mixtures there are.
    let distinct: Int

    /// So many parts, unless there are too few mixtures: then each is a part of its own.
    static let usual = 5
    static let fewestForUsual = 15

    init(weights: [[Double]], seed: UInt64) {
        var groups: [[Double]: [Int]] = [:]
        var order: [[Double]] = []
        for (row, mixture) in weights.enumerated() {
            if groups[mixture, default: []].isEmpty { order.append(mixture) }
            groups[mixture, default: []].append(row)
        }
        distinct = order.count
        let count = distinct < Folds.fewestForUsual ? distinct : Folds.usual
        var parts = [[Int]](repeating: [], count: count)
        var generator = SeededGenerator(seed: seed, purpose: .folds)
        for (place, index) in generator.permutation(of: distinct).enumerated() {
            parts[place % count] += groups[order[index]] ?? []
        }
        self.parts = parts.map { $0.sorted() }
    }

    /// The rows that are not in a part, rising.
    func training(without part: Int, of count: Int) -> [Int] {
        let held = Set(parts[part])
        return (0..<count).filter { !held.contains($0) }
    }
}

extension Folds {
    /// The least number of different mixtures of which every training part has so many.
    static func least(training need: Int) -> Int {
        var count = need + 1
        while count >= fewestForUsual, count - (count + usual - 1) / usual < need { count += 1 }
        return count
    }

    /// The least number of rows that a fit without one of the parts sees.
    var leastTraining: Int {
        distinct - (distinct + max(1, parts.count) - 1) / max(1, parts.count)
    }
}
