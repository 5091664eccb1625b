import Checkpoints
import Foundation
import Synchronization
import Testing

@testable import LanguageModels

@Suite("What a model refuses")
struct ModelRefusalTests {
    private func message(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "nothing was thrown"
        } catch {
            return "\(error)"
        }
    }

    @Test("Missing, unknown and misshapen tensors are each named")
    func tensors() throws {
        let fixture = try Fixture("untied")
        var parameters = fixture.parameters
        parameters.arrays["model.norm.weight"] = nil
        parameters.arrays["model.extra"] = ([1], [0])
        parameters.arrays["lm_head.weight"] = ([2, 2], [0, 0, 0, 0])
        let text = message {
            _ = try LanguageModel(configuration: fixture.configuration, parameters: parameters)
        }
        #expect(text.contains("model.norm.weight is missing"))
        #expect(text.contains("model.extra is not a tensor of this configuration"))
        #expect(text.contains("lm_head.weight is [2, 2]; the configuration says [61, 24]"))
    }

    @Test("Tied weights are found under either name, and old buffers are passed over")
    func tied() throws {
        let fixture = try Fixture("tied")
        let expected = try fixture.model().negativeLogLikelihoods(of: [[fixture.window]], threads: 1)
        var renamed = fixture.parameters
        renamed.arrays["lm_head.weight"] = renamed.arrays.removeValue(forKey: "model.embed_tokens.weight")
        renamed.arrays["model.layers.0.self_attn.rotary_emb.inv_freq"] = ([3], [1, 1, 1])
        let model = try LanguageModel(configuration: fixture.configuration, parameters: renamed)
        #expect(try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 1) == expected)
        var both = fixture.parameters
        both.arrays["lm_head.weight"] = both.arrays["model.embed_tokens.weight"]
        let twice = try LanguageModel(configuration: fixture.configuration, parameters: both)
        #expect(try twice.negativeLogLikelihoods(of: [[fixture.window]], threads: 1) == expected)
    }

    @Test("Windows and tokens that do not fit are named by document")
    func windows() throws {
        let model = try Fixture("untied").model()
        func refusal(_ window: TokenWindow) -> String {
            message { _ = try model.negativeLogLikelihoods(of: [[], [window]], threads: 1) }
        }
        #expect(refusal(TokenWindow(inputs: [], targets: [])).contains("document 1, window 0 has 0 inputs"))
        let long = [Int32](repeating: 1, count: 65)
        #expect(refusal(TokenWindow(inputs: long, targets: [])).contains("65 inputs; must be 1 to 64"))
        #expect(refusal(TokenWindow(inputs: [1], targets: [1, 2])).contains("2 targets for 1 inputs"))
        #expect(refusal(TokenWindow(inputs: [61], targets: [])).contains("token 61; the vocabulary is 0 to 60"))
        #expect(refusal(TokenWindow(inputs: [1], targets: [-1])).contains("token -1"))
    }

    @Test("A parameter that is not a number is an error, not a score")
    func notFinite() throws {
        let fixture = try Fixture("untied")
        var parameters = fixture.parameters
        parameters.arrays["model.layers.1.self_attn.k_proj.weight"]?.values[3] = .nan
        let model = try LanguageModel(configuration: fixture.configuration, parameters: parameters)
        #expect(
            message { _ = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 1) }
                .contains("hold values that are not finite"))
    }

    @Test("A cancelled run throws, and progress ends at one")
    func cancellation() throws {
        let fixture = try Fixture("untied")
        let model = try fixture.model()
        #expect(throws: CancellationError.self) {
            _ = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 2, isCancelled: { true })
        }
        var shares: [Double] = []
        _ = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 2, progress: { shares.append($0) })
        #expect(shares == shares.sorted())
        #expect(shares.last == 1)
    }

    @Test("An error of the tensor source reaches the caller")
    func failingSource() throws {
        struct Failing: TensorSource {
            var base: ArrayTensors
            var tensorNames: [TensorName] { base.tensorNames }
            func shape(of name: TensorName) -> TensorShape? { base.shape(of: name) }
            func read(
                _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
            ) throws {
                if name == "model.layers.1.mlp.up_proj.weight" {
                    throw CheckpointError(.changed, file: "model.safetensors", message: "changed")
                }
                try base.read(name, elements: elements, into: destination)
            }
        }
        let fixture = try Fixture("untied")
        let model = try LanguageModel(
            configuration: fixture.configuration, parameters: Failing(base: fixture.parameters))
        #expect(throws: CheckpointError(.changed, file: "model.safetensors", message: "changed")) {
            _ = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 2)
        }
    }
}
