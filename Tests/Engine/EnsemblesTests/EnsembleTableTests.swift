import CReferenceKernels
import TestSupport
import Testing

@testable import Ensembles

@Suite struct EnsembleTableTests {
    /// Models that agree about as much as partition models do, on documents of all kinds of lengths.
    struct Sample {
        let values: [[Float]]
        let documents: [Int]
        var models: [LogProbabilities] {
            values.enumerated().map { LogProbabilities($0.element, name: "model \($0.offset)") }
        }

        init(models: Int, documents: [Int], seed: UInt64 = 1, gap: Double = 2) {
            let random = SeededEntropy(seed)
            func share() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }
            let common = (0..<documents.reduce(0, +)).map { _ in -3 * share() - 0.01 }
            values = (0..<models).map { _ in common.map { Float(min(0, $0 - gap * (share() - 0.3))) } }
            self.documents = documents
        }

        func mixture(_ seed: UInt64) -> [Double] {
            let random = SeededEntropy(seed)
            let parts = values.map { _ in Double(random.next() >> 40) }
            return parts.map { $0 / parts.reduce(0, +) }
        }

        /// The direct sums in f64.
        func direct(_ weights: [Double]) -> [Double] {
            let models = models
            var start = 0
            return documents.map { tokens in
                let logs: [UnsafeRawPointer?] = models.map { $0.start + 4 * start }
                start += tokens
                return tokens == 0 ? 0 : -assay_reference_ensemble_sum(models.count, tokens, logs, weights, nil)
            }
        }
    }

    static let documents = [1, 7, 8, 9, 0, 500, 4_096, 4_097, 9_000, 33]

    @Test(arguments: [1, 2, 5, 16]) func sumsAreTheDirectOnesInF64(count: Int) throws {
        let sample = Sample(models: count, documents: Self.documents)
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 2)
        for seed in 1...3 {
            let weights = sample.mixture(UInt64(seed))
            let (own, direct) = (try table.documentSums(weights), sample.direct(weights))
            for (sum, expected) in zip(own, direct) { #expect(abs(sum - expected) <= 1e-6 * expected) }
            let (whole, expected) = (own.reduce(0, +), direct.reduce(0, +))
            #expect(abs(whole - expected) <= 1e-8 * expected)
        }
    }

    @Test func bitsDoNotDependOnThreadsBudgetOtherMixturesOrModelsOfWeightZero() throws {
        let sample = Sample(models: 5, documents: Self.documents, gap: 300)
        let weights = [0.5, 0, 0.25, 0, 0.25]
        let alone = try EnsembleTable(
            [0, 2, 4].map { sample.models[$0] }, documentTokens: sample.documents, threads: 1
        ).documentSums([0.5, 0.25, 0.25])
        for (threads, budget) in [(1, 1 << 20), (4, 1 << 20), (2, 1), (3, 40_000)] {
            let table = try EnsembleTable(
                sample.models, documentTokens: sample.documents, threads: threads, budget: budget)
            #expect(try table.documentSums([sample.mixture(3), weights, sample.mixture(4)])[1] == alone)
            #expect(try table.documentSums(weights) == alone)
        }
    }

    @Test func aMixtureOfOneModelHasTheBitsOfItsOwnSum() throws {
        let sample = Sample(models: 3, documents: Self.documents)
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 2)
        var start = 0
        let own = sample.documents.map { tokens in
            defer { start += tokens }
            return sample.values[1][start..<start + tokens].map { -$0 }.reduce(0.0) { $0 + Double($1) }
        }
        #expect(try table.documentSums([0, 1, 0]) == own)
    }

    /// f32 would be 0 from e^-104 on.
    @Test func tokensThatNearlyAllModelsRuleOutCountInFull() throws {
        let values: [[Float]] = [[-0.001, -200, -3, -1e9], [-150, -250, -0.5, -0.25], [-90, -1_000, -100, -1e8]]
        let models = values.enumerated().map { LogProbabilities($0.element, name: "\($0.offset)") }
        let table = try EnsembleTable(models, documentTokens: [1, 1, 1, 1], threads: 1)
        let mixtures: [[Double]] = [[0.5, 0.25, 0.25], [0, 0.5, 0.5], [0, 0, 1], [1e-6, 0, 1 - 1e-6]]
        for weights in mixtures {
            let sums: [Double] = try table.documentSums(weights)
            for token in 0..<4 {
                let at: [UnsafeRawPointer?] = models.map { $0.start + 4 * token }
                var ratios = [Double](repeating: 0, count: 3)
                let direct = -assay_reference_ensemble_sum(3, 1, at, weights, &ratios)
                // Log-probabilities below −1e8 count as that.
                if values[2][token] > -1e8 || weights[2] < 1 { #expect(abs(sums[token] - direct) <= 1e-6 * direct) }
                #expect(sums[token].isFinite)
                var only = [Double](repeating: 0, count: 4)
                only[token] = 1
                let gradient = try table.gradient(weights, documentWeights: only).gradient
                for (own, expected) in zip(gradient, ratios) where expected < 1e300 {
                    #expect(abs(-own - expected) <= 1e-6 * max(expected, 1e-30))
                }
                #expect(!gradient.contains { !$0.isFinite })
            }
        }
    }

    @Test func theGradientIsTheDerivative() throws {
        let sample = Sample(models: 4, documents: Self.documents)
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 2)
        let documentWeights = sample.documents.indices.map { Double($0 % 3) }
        let weights = [0.4, 0.3, 0.2, 0.1]
        func value(_ weights: [Double]) throws -> Double {
            zip(try table.documentSums(weights), documentWeights).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (found, gradient) = try table.gradient(weights, documentWeights: documentWeights)
        let summed = try value(weights)
        #expect(abs(found - summed) <= 1e-10 * found)
        for model in weights.indices {
            let step = 1e-4
            let (up, down) = (weights.moved(model, by: step), weights.moved(model, by: -step))
            let slope = (try value(up) - value(down)) / (2 * step)
            #expect(abs(slope - gradient[model]) <= 1e-5 * abs(slope))
        }
        // Σ w_i ∂/∂w_i = −(weighted tokens): the value falls by ln c when every weight is c times as large.
        let tokens = zip(sample.documents, documentWeights).reduce(0) { $0 + Double($1.0) * $1.1 }
        let radial = zip(weights, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(radial + tokens) <= 1e-9 * tokens)
    }

    @Test func gradientsOfAStreamedTableHaveTheSameBits() throws {
        let sample = Sample(models: 3, documents: Self.documents)
        let whole = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        let streamed = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 3, budget: 50_000)
        let documentWeights = sample.documents.map { _ in 0.5 }
        let one = try whole.gradient([0.2, 0.3, 0.5], documentWeights: documentWeights)
        let other = try streamed.gradient([0.2, 0.3, 0.5], documentWeights: documentWeights)
        #expect(one == other)
    }

    @Test func lossesOfTokensSumToTheDocuments() throws {
        let sample = Sample(models: 3, documents: Self.documents)
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 2)
        let weights = sample.mixture(9)
        let losses = try table.tokenLosses(weights)
        var start = 0
        for (sum, tokens) in zip(try table.documentSums(weights), sample.documents) {
            let direct = losses[start..<start + tokens].reduce(0.0) { $0 + Double($1) }
            #expect(abs(direct - sum) <= 1e-6 * sum + 1e-12)
            start += tokens
        }
        #expect(try table.tokenLosses([0, 1, 0]) == sample.values[1].map { -$0 })
    }

    @Test func workThatIsNotWantedStops() throws {
        let sample = Sample(models: 2, documents: [100, 100])
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        #expect(throws: CancellationError.self) { try table.documentSums([[0.5, 0.5]]) { true } }
    }

    @Test func anInvalidLogProbabilityIsRefusedByNameAndPlace() throws {
        func fault(_ values: [[Float]], _ documents: [Int]) -> EnsembleError? {
            let models = values.enumerated().map { LogProbabilities($0.element, name: "model \($0.offset)") }
            do { _ = try EnsembleTable(models, documentTokens: documents, threads: 2) } catch {
                return error as? EnsembleError
            }
            return nil
        }
        #expect(fault([[-1, -1], [-1, 0.5]], [2]) == .value(name: "model 1", token: 1, value: 0.5))
        #expect(
            fault([[-1, -Float.infinity], [-1, -1]], [1, 1])
                == .value(name: "model 0", token: 1, value: -.infinity))
        #expect(fault([[-1, -1], [-1]], [2]) == .size(name: "model 1", bytes: 4, tokens: 2))
        #expect(fault([], [2]) == .empty("there are no models"))
        #expect(fault([[]], []) == .empty("there are no tokens"))
        #expect(
            "\(EnsembleError.size(name: "model 1", bytes: 4, tokens: 2))"
                == "model 1: 4 bytes; expected 4 for each of 2 tokens, 8")
    }

    @Test(arguments: [[0.5], [0.5, -0.5], [0.5, .nan], [0, 0], [.infinity, 0]])
    func invalidWeightsAreRefused(weights: [Double]) throws {
        let sample = Sample(models: 2, documents: [10])
        let table = try EnsembleTable(sample.models, documentTokens: sample.documents, threads: 1)
        #expect(throws: EnsembleError.self) { try table.documentSums(weights) }
        #expect(throws: EnsembleError.self) { try table.gradient(weights, documentWeights: [1]) }
        #expect(throws: EnsembleError.self) { try table.gradient([0.5, 0.5], documentWeights: []) }
    }

    @Test func aFileIsReadAsItWasWritten() throws {
        let folder = try TemporaryFolder()
        let sample = Sample(models: 1, documents: [5, 3])
        let path = try folder.write(LogProbabilities.bytes(of: sample.values[0]), to: "cache")
        let table = try EnsembleTable(
            [try LogProbabilities(fileAt: path, name: "blob")], documentTokens: sample.documents, threads: 1)
        #expect(try table.documentSums([1]) == sample.direct([1]))
        let error = #expect(throws: EnsembleError.self) {
            try LogProbabilities(fileAt: folder.path("none"), name: "blob")
        }
        if case .unreadable(let name, _)? = error { #expect(name == "blob") } else { Issue.record("\(error as Any)") }
    }
}

extension [Double] {
    fileprivate func moved(_ index: Int, by step: Double) -> [Double] {
        var copy = self
        copy[index] += step
        return copy
    }
}
