import Checkpoints
import Foundation
import Testing

@testable import LanguageModels

/// A tiny checkpoint of one family as `make_family_fixtures.py` makes it, and what transformers computed with it.
struct FamilyFixture {
    /// Every case of the script.
    static let names = [
        "llama-llama3", "mistral", "mistral-full", "qwen2", "qwen3", "olmo", "olmo2", "gpt2", "gpt2-unscaled",
        "gpt_neox", "gpt_neox-sequential",
    ]

    let name: String
    let checkpoint: CheckpointFolder
    let configuration: ModelConfiguration
    private let expected: ArrayTensors

    init(_ name: String) throws {
        try self.init(folder: Fixture.folder().appending(path: "families/\(name)"))
    }

    init(folder: URL) throws {
        name = folder.lastPathComponent
        checkpoint = try CheckpointFolder.open(folder.path)
        configuration = try ModelConfiguration(json: checkpoint.configuration, file: "\(name)/config.json")
        expected = try ArrayTensors(safetensors: folder.appending(path: "expected.safetensors"))
    }

    /// The inputs and, one further, the targets, as one window.
    func window() throws -> TokenWindow {
        let tokens = try expected.values("tokens").map { Int32($0) }
        return TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
    }

    /// The checkpoint's parameters, cut to the shapes of another configuration of the family.
    func parameters(cutTo changed: ModelConfiguration) throws -> ArrayTensors {
        let tensors = try ModelTensors(of: checkpoint, for: configuration)
        var all = ArrayTensors()
        for name in tensors.tensorNames {
            all.arrays[name] = (tensors.shape(of: name)?.dimensions ?? [], try tensors.values(of: name))
        }
        return all.cut(to: changed)
    }

    /// How far a model is from what transformers computed.
    func conformance(of model: LanguageModel) throws -> Conformance {
        let window = try window()
        let losses = try model.negativeLogLikelihoods(of: [[window]], threads: 2).flatMap { $0 }
        let trace = try model.trace(window.inputs)
        var conformance = Conformance()
        conformance.loss = relativeDifference(losses, try expected.values("nll"))
        for (layer, output) in trace.layerOutputs.enumerated() {
            conformance.layer = max(
                conformance.layer, relativeDifference(output, try expected.values("hidden.\(layer)")))
        }
        let columns = try expected.values("columns").map { Int($0) }
        let vocabulary = model.configuration.vocabularySize
        let sampled = window.inputs.indices.flatMap { row in columns.map { trace.logits[row * vocabulary + $0] } }
        conformance.logit = relativeDifference(sampled, try expected.values("logits"))
        #expect(trace.layerOutputs.count == configuration.layerCount + 1)
        return conformance
    }
}

/// The largest differences to another implementation, each by max(1, |its value|).
struct Conformance {
    /// What is allowed.
    static let tolerance: Float = 1e-5

    var loss: Float = 0
    var layer: Float = 0
    var logit: Float = 0

    var largest: Float { max(loss, layer, logit) }
}

/// The largest |left − right| / max(1, |right|); infinite where the counts differ or one is not a number.
func relativeDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { worst, pair in
        let difference = (pair.0 - pair.1).magnitude / max(1, pair.1.magnitude)
        return difference.isNaN ? .infinity : max(worst, difference)
    }
}
