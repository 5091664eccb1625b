import Ensembles
import Foundation
import Randomness

/// Mixtures scored from models' log-probabilities, beside reading memory and beside the direct sum.
final class EnsembleSection: Section {
    let title = "Ensembles"
    private let models: Int
    private let tokens: Int
    private let values: [[Float]]
    private let table: EnsembleTable
    private let copies: CopyRate
    private let mixtures: [[Double]]

    /// What one mixture after the other must reach with 16 models and 100,000 tokens.
    private static let required = 2_000.0
    /// Mixtures of one call, where many are scored.
    private static let together = 256

    init(_ bench: Bench, models: Int = 16, tokens: Int) throws {
        self.models = models
        self.tokens = tokens
        copies = CopyRate(threads: bench.threads)
        var random = SeededGenerator(seed: 1, purpose: .benchmark)
        func share() -> Float { Float(random.next() >> 40) / Float(1 << 24) }
        // Models that agree about as much as partition models do.
        let common = (0..<tokens).map { _ in -4 * share() }
        values = (0..<models).map { _ in common.map { min(0, $0 + 2 * share() - 1) } }
        mixtures = (0..<Self.together).map { _ in
            let parts = (0..<models).map { _ in Double(share()) }
            return parts.map { $0 / parts.reduce(0, +) }
        }
        // Documents of 1,000 tokens.
        let documents = stride(from: 0, to: tokens, by: 1_000).map { min(1_000, tokens - $0) }
        table = try EnsembleTable(
            values.enumerated().map { LogProbabilities($0.element, name: "model \($0.offset)") },
            documentTokens: documents, threads: bench.threads)
    }

    var notes: [String] {
        [
            "\(models) models, \(tokens) tokens in documents of 1,000; a mixture reads \(4 * models * tokens) bytes",
            "one: a call a mixture; many: \(Self.together) mixtures a call; the direct sum is in f64, on one thread",
        ]
    }

    var contenders: [Contender] {
        [
            Contender(name: "memory copy", unit: .gigabytesPerSecond) { [copies] in try copies.measure() },
            Contender(name: "required", unit: .mixturesPerSecond) { Self.required },
            Contender(name: "one", unit: .mixturesPerSecond) { [self] in
                let elapsed = try seconds { for mixture in mixtures { _ = try table.documentSums(mixture) } }
                return Double(mixtures.count) / elapsed
            },
            Contender(name: "many", unit: .mixturesPerSecond) { [self] in
                let elapsed = try seconds { for _ in 0..<4 { _ = try table.documentSums(mixtures) } }
                return Double(4 * mixtures.count) / elapsed
            },
            Contender(name: "with gradient", unit: .mixturesPerSecond) { [self] in
                let weights = table.documentTokens.map { _ in 1.0 }
                let elapsed = try seconds {
                    for mixture in mixtures { _ = try table.gradient(mixture, documentWeights: weights) }
                }
                return Double(mixtures.count) / elapsed
            },
            Contender(name: "direct sum", unit: .mixturesPerSecond) { [self] in
                let elapsed = seconds { _ = direct(mixtures[0]) }
                return 1 / elapsed
            },
        ]
    }

    var comparisons: [Comparison] {
        let gigabytes = Double(4 * models * tokens) / 1e9
        return [
            Comparison(name: "one / required", own: "one", other: "required", target: 1),
            Comparison(name: "one, bytes read / memory copy", own: "one", other: "memory copy", factor: gigabytes),
            Comparison(name: "many, bytes read / memory copy", own: "many", other: "memory copy", factor: gigabytes),
            Comparison(name: "one / direct sum", own: "one", other: "direct sum"),
        ]
    }

    /// Summed NLL, held against the direct sum.
    func check() throws -> [Agreement] {
        try mixtures.prefix(4).map { mixture in
            let direct = direct(mixture)
            return Agreement(
                name: "summed NLL and its direct sum", own: try table.documentSums(mixture).reduce(0, +),
                other: direct, tolerance: 1e-6 * direct)
        }
    }

    /// −Σ_t ln Σ_i w_i e^l_i(t), token after token in f64.
    private func direct(_ weights: [Double]) -> Double {
        var sum = 0.0
        for token in 0..<tokens {
            var probability = 0.0
            for (model, weight) in weights.enumerated() { probability += weight * exp(Double(values[model][token])) }
            sum -= log(probability)
        }
        return sum
    }
}
