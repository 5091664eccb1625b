import Checkpoints
import Synchronization
import Testing

@testable import LanguageModels

@Suite("Several models at once")
struct LanguageModelBatchTests {
    /// A model with every weight moved by a share of itself.
    private func scaled(_ tensors: ArrayTensors, by factor: Float) -> ArrayTensors {
        var scaled = tensors
        for name in scaled.arrays.keys {
            scaled.arrays[name]?.values = tensors.arrays[name]?.values.map { $0 * factor } ?? []
        }
        return scaled
    }

    @Test("Each has the bits that it has alone", arguments: Arithmetic.allCases)
    func bits(arithmetic: Arithmetic) throws {
        let fixture = try Fixture("grouped")
        let sources = [1, 1.01, 0.9].map { scaled(fixture.parameters, by: $0) }
        let window = fixture.window
        let documents = [[window, window, window], [window]]
        let alone = try sources.map {
            try LanguageModel(configuration: fixture.configuration, parameters: $0).negativeLogLikelihoods(
                of: documents, arithmetic: arithmetic, threads: 1)
        }
        let batch = try LanguageModelBatch(
            configuration: fixture.configuration,
            parameters: SeparateSources(sources[0], [sources[1], sources[2]]))
        #expect(batch.count == 3)
        for (threads, bytes) in [(1, 1 << 30), (2, 1 << 30), (3, 1)] {
            let together = try batch.negativeLogLikelihoods(
                of: documents, arithmetic: arithmetic, threads: threads, activationBytes: bytes)
            #expect(together == alone)
        }
        #expect(alone[0] != alone[1])
    }

    @Test("A batch of another shape is refused as a model is")
    func refusal() throws {
        let fixture = try Fixture("grouped")
        var configuration = fixture.configuration
        configuration.vocabularySize += 1
        #expect(throws: CheckpointError.self) {
            _ = try LanguageModelBatch(configuration: configuration, parameters: SeparateSources(fixture.parameters))
        }
    }
}
