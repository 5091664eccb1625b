import Checkpoints
import Foundation
import Testing

@testable import LanguageModels

@Suite("The forward pass against transformers")
struct ForwardTests {
    @Test("Every negative log-likelihood is within 1e-5", arguments: Fixture.names)
    func losses(name: String) throws {
        let fixture = try Fixture(name)
        let losses = try fixture.model().negativeLogLikelihoods(of: [[fixture.window]], threads: 2)
        let expected = try fixture.expected.values("nll")
        #expect(losses.count == 1)
        #expect(losses[0].count == expected.count)
        for (index, (ours, theirs)) in zip(losses[0], expected).enumerated() {
            #expect((ours - theirs).magnitude <= 1e-5 * max(1, theirs), "token \(index): \(ours), not \(theirs)")
        }
    }

    @Test("Every layer's output and the logits agree", arguments: Fixture.names)
    func layers(name: String) throws {
        let fixture = try Fixture(name)
        let trace = try fixture.model().trace(fixture.window.inputs)
        #expect(trace.layerOutputs.count == fixture.configuration.layerCount + 1)
        for (layer, output) in trace.layerOutputs.enumerated() {
            #expect(largestDifference(output, try fixture.expected.values("hidden.\(layer)")) < Self.tolerance)
        }
        #expect(largestDifference(trace.logits, try fixture.expected.values("logits")) < Self.tolerance)
    }

    /// What a layer's output may differ by: outputs are of the size of 1 to 10.
    static let tolerance: Float = 2e-5

    /// Each change is one that a wrong implementation, or a wrong reading of the configuration, would make.
    static let changes: [(String, String, @Sendable (inout ModelConfiguration) -> Void)] = [
        ("untied", "epsilon", { $0.norm.epsilon = 0.0099 }),
        ("untied", "rotary base", { $0.positions = .rotary(Rotary(theta: 505)) }),
        ("untied", "linear scaling", { $0.positions = .rotary(Rotary(theta: 500, scaling: .linear(factor: 1.01))) }),
        (
            "untied", "llama3 scaling",
            {
                $0.positions = .rotary(
                    Rotary(
                        theta: 500,
                        scaling: .llama3(factor: 1.5, lowFrequency: 1, highFrequency: 4, originalPositions: 64)))
            }
        ),
        (
            "untied", "yarn scaling",
            {
                $0.positions = .rotary(
                    Rotary(
                        theta: 500,
                        scaling: .yarn(
                            factor: 1, betaFast: 32, betaSlow: 1, originalPositions: 64, attentionFactor: 1.01,
                            truncated: true)))
            }
        ),
        ("grouped", "rotary base of grouped heads", { $0.positions = .rotary(Rotary(theta: 101)) }),
        ("grouped", "which key head a query reads", { $0.keyValueHeadCount = 1 }),
        ("biased", "attention bias", { ($0.queryKeyValueBias, $0.attentionOutputBias) = (false, false) }),
        ("biased", "feed-forward bias", { $0.feedForward = .gated(bias: false) }),
    ]

    @Test("A wrong constant or switch shows a hundredfold in some layer", arguments: changes.indices)
    func sensitive(index: Int) throws {
        let (name, what, change) = Self.changes[index]
        let fixture = try Fixture(name)
        var configuration = fixture.configuration
        change(&configuration)
        let model = try LanguageModel(
            configuration: configuration, parameters: fixture.parameters.cut(to: configuration))
        let trace = try model.trace(fixture.window.inputs)
        let differences = try trace.layerOutputs.enumerated().map { layer, output in
            largestDifference(output, try fixture.expected.values("hidden.\(layer)"))
        }
        #expect(try #require(differences.max()) >= 100 * Self.tolerance, "\(what): \(differences)")
    }

    @Test("The inverse frequencies of every kind of scaling agree")
    func ropes() throws {
        struct Case: Decodable {
            var name: String
            var inverse_frequencies: [Float]
            var attention_factor: Double
        }
        let bytes = try Data(contentsOf: Fixture.folder().appending(path: "rope.json"))
        let cases = try JSONDecoder().decode([Case].self, from: bytes)
        let raw = try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
        for (entry, whole) in zip(cases, raw) {
            let members: [String: Any] = [
                "model_type": "llama", "vocab_size": 8, "hidden_size": 64, "intermediate_size": 8,
                "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 16_384,
                "rope_parameters": try #require(whole["parameters"]),
            ]
            let json = try JSONSerialization.data(withJSONObject: members)
            let configuration = try ModelConfiguration(json: json, file: "config.json")
            let rotary = try #require(configuration.rotary)
            let ours = RotaryTable.inverseFrequencies(of: rotary, headDimension: 32)
            #expect(ours.count == entry.inverse_frequencies.count)
            for (one, other) in zip(ours, entry.inverse_frequencies) {
                #expect((one - other).magnitude <= 3e-7 * other, "\(entry.name)")
            }
            #expect(abs(RotaryTable.attentionFactor(of: rotary) - entry.attention_factor) < 1e-12)
            let again = try ModelConfiguration(json: configuration.file(), file: "config.json")
            #expect(again == configuration)
        }
        #expect(cases.count == 5)
    }
}

extension ArrayTensors {
    /// The tensors that a configuration names, cut to its shapes.
    func cut(to configuration: ModelConfiguration) -> ArrayTensors {
        var kept = ArrayTensors()
        for placement in ParameterLayout.model(configuration).placements {
            guard let array = arrays[placement.name] else { continue }
            kept.arrays[placement.name] = (placement.dimensions, Array(array.values.prefix(placement.elementCount)))
        }
        return kept
    }
}
