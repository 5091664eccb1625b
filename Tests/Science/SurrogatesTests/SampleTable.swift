import Foundation
@testable import Randomness

/// Mixtures drawn evenly from a simplex, and losses that are known functions of them.
struct SampleTable {
    let weights: [[Double]]

    init(count: Int, dimension: Int, seed: UInt64 = 11) {
        var generator = SeededGenerator(seed: seed)
        weights = (0..<count).map { _ in
            let lengths = (0..<dimension).map { _ in -log(1 - generator.unit()) }
            let sum = lengths.reduce(0, +)
            return lengths.map { $0 / sum }
        }
    }

    /// Steep where a partition is nearly left out, as real losses are.
    func curvedLosses() -> [Double] {
        weights.map { mixture in
            5 - 1.2 * mixture[0].squareRoot() - 0.4 * log(mixture[1] + 0.05) - 0.5 * mixture[0] * mixture[2]
        }
    }

    func lawfulLosses() -> [Double] {
        weights.map { mixture in
            2 + exp(0.5 - 1.5 * mixture[0] + 0.8 * mixture[1])
        }
    }

    func linearLosses() -> [Double] {
        weights.map { mixture in 3 - mixture[0] + 0.5 * mixture[2] }
    }
}

/// Columns side by side, as rows.
func side(_ columns: [Double]...) -> [[Double]] {
    (columns.first ?? []).indices.map { row in columns.map { $0[row] } }
}
