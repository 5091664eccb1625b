import Foundation
import Testing

@testable import LanguageModels

@Suite("Reading config.json")
struct ConfigurationTests {
    private static let plain: [String: any Sendable] = [
        "model_type": "llama", "vocab_size": 100, "hidden_size": 32, "intermediate_size": 64,
        "num_hidden_layers": 2, "num_attention_heads": 4,
    ]

    private func read(_ changes: [String: Any], ignoring: Set<String> = []) throws -> ModelConfiguration {
        let members = (Self.plain as [String: Any]).merging(changes) { $1 }
        return try ModelConfiguration(
            json: try JSONSerialization.data(withJSONObject: members), file: "config.json", ignoring: ignoring)
    }

    private func refusal(_ changes: [String: Any]) -> String {
        do {
            return "accepted: \(try read(changes))"
        } catch {
            return "\(error)"
        }
    }

    @Test("Absent keys have transformers' defaults")
    func defaults() throws {
        let configuration = try read([:])
        #expect(configuration.keyValueHeadCount == 4)
        #expect(configuration.headDimension == 8)
        #expect(configuration.norm == Norm(.rms, epsilon: 1e-6))
        #expect(configuration.positions == .rotary(Rotary(theta: 10_000)))
        #expect(!configuration.queryKeyValueBias && !configuration.attentionOutputBias)
        #expect(configuration.feedForward == .gated(bias: false) && !configuration.tiedEmbeddings)
        #expect(configuration.maximumPositions == 2_048)
        #expect(configuration.bosToken == nil)
    }

    @Test("Null is absent, a list of end tokens gives its first, and either place of the rotary base is read")
    func forms() throws {
        let configuration = try read([
            "head_dim": NSNull(), "num_key_value_heads": NSNull(), "rope_scaling": NSNull(),
            "eos_token_id": [7, 8], "bos_token_id": 3, "rope_theta": 500_000, "hidden_act": "silu",
        ])
        #expect(configuration.headDimension == 8)
        #expect(configuration.eosToken == 7)
        #expect(configuration.bosToken == 3)
        #expect(configuration.rotary?.theta == 500_000)
        let newer = try read(["rope_parameters": ["rope_type": "default", "rope_theta": 77.5]])
        #expect(newer.rotary?.theta == 77.5)
        let older = try read(["rope_scaling": ["type": "linear", "factor": 2]])
        #expect(older.rotary?.scaling == .linear(factor: 2))
    }

    @Test("Every inert key is passed over, and a key on request")
    func inert() throws {
        var changes: [String: Any] = [:]
        for key in ModelFamily.inertKeys.union(LlamaFamily().inertKeys) { changes[key] = "anything" }
        #expect(try read(changes) == read([:]))
        #expect(refusal(["sliding_window": 4]).contains("config.json: sliding_window: is not a key"))
        #expect(try read(["sliding_window": 4], ignoring: ["sliding_window"]) == read([:]))
    }

    /// transformers 5.23 gives the same log-likelihoods with and without, up to `max_position_embeddings`.
    @Test("Scaling that begins beyond the longest window changes nothing, and an empty quantisation is none")
    func inertValues() throws {
        let plain = try read([:])
        #expect(try read(["rope_scaling": ["type": "dynamic", "factor": 2]]) == plain)
        #expect(try read(["rope_parameters": ["rope_type": "dynamic", "factor": 4, "rope_theta": 10000]]) == plain)
        #expect(refusal(["rope_scaling": ["type": "dynamic"]]).contains("rope_scaling.factor"))
        #expect(try read(["quantization_config": [String: Any]()]) == plain)
        #expect(try read(["quantization": false, "compression_config": NSNull()]) == plain)
    }

    @Test(
        "What would change the model is refused by name",
        arguments: [
            ("quantization_config", "quantised"), ("quantization", "quantised"),
            ("rope_scaling.rope_type", "\"longrope\""), ("model_type", "\"mamba\""), ("hidden_act", "\"gelu\""),
            ("num_key_value_heads", "3, which does not divide"), ("head_dim", "must be even"),
            ("hidden_size", "\"32\"; must be a whole number"), ("vocab_size", "must be from 1"),
            ("num_attention_heads", "5, which does not divide"),
            ("rope_theta", "is 5.0, but rope_parameters.rope_theta is 6.0"),
            ("attention_bias", "must be true or false"), ("partial_rotary_factor", "with 1 or 1.0 only"),
            ("num_hidden_layers", "is missing"), ("rope_scaling.high_freq_factor", "must be above"),
            ("rope_scaling.surprise", "is not a key"), ("rms_norm_eps", "must be above 0"),
        ])
    func refused(key: String, reason: String) {
        let changes: [String: [String: Any]] = [
            "quantization_config": ["quantization_config": ["bits": 4]], "quantization": ["quantization": ["bits": 4]],
            "rope_scaling.rope_type": ["rope_scaling": ["type": "longrope", "factor": 2]],
            "model_type": ["model_type": "mamba"], "hidden_act": ["hidden_act": "gelu"],
            "num_key_value_heads": ["num_key_value_heads": 3], "head_dim": ["head_dim": 7],
            "hidden_size": ["hidden_size": "32"], "vocab_size": ["vocab_size": 1 << 40],
            "num_attention_heads": ["num_attention_heads": 5],
            "rope_theta": ["rope_theta": 5, "rope_parameters": ["rope_theta": 6]],
            "attention_bias": ["attention_bias": 1], "partial_rotary_factor": ["partial_rotary_factor": 0.5],
            "num_hidden_layers": ["num_hidden_layers": NSNull()],
            "rope_scaling.high_freq_factor": [
                "rope_scaling": [
                    "rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 1,
                    "original_max_position_embeddings": 8,
                ]
            ],
            "rope_scaling.surprise": ["rope_scaling": ["rope_type": "linear", "factor": 2, "surprise": 1]],
            "rms_norm_eps": ["rms_norm_eps": 0],
        ]
        let text = refusal(changes[key] ?? [:])
        #expect(text.hasPrefix("config.json: \(key): "), "\(text)")
        #expect(text.contains(reason), "\(text)")
    }

    @Test("A file that is not a JSON object is refused")
    func notObject() {
        #expect(throws: (any Error).self) { try ModelConfiguration(json: Data("[]".utf8), file: "config.json") }
        #expect(throws: (any Error).self) { try ModelConfiguration(json: Data("{".utf8), file: "config.json") }
    }

    @Test("What is written is read back the same", arguments: Fixture.names)
    func roundTrip(name: String) throws {
        let configuration = try Fixture(name).configuration
        #expect(try ModelConfiguration(json: configuration.file(), file: "config.json") == configuration)
    }
}
