import Checkpoints

/// Qwen2 and Qwen2.5: a Llama with biases on q, k and v, and a window in its upper layers where one is asked for.
struct Qwen2Family: FamilyDefinition {
    var architecture: String { "Qwen2ForCausalLM" }
    var usedKeys: Set<String> { LlamaKeys.used.union(WindowKeys.used).union(["rms_norm_eps"]) }
    var fixedKeys: [String: [ConfigurationValue]] {
        LlamaKeys.fixedWithoutBias.merging(["use_mrope": [.truth(false)]]) { $1 }
    }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        let keys = LlamaKeys(keyValueHeadCount: 32, maximumPositions: 32_768)
        var configuration = try keys.read(reader, .qwen2, norm: .rms(reader, default: 1e-6))
        configuration.queryKeyValueBias = true
        configuration.slidingWindow = try WindowKeys.read(reader, layerCount: configuration.layerCount)
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        LlamaKeys.members(of: configuration).merging(WindowKeys.members(of: configuration)) { $1 }
            .merging(["rms_norm_eps": configuration.norm.epsilon]) { $1 }
    }
}

/// Qwen3: queries and keys are normed head by head, and a head's width stands by itself.
struct Qwen3Family: FamilyDefinition {
    var architecture: String { "Qwen3ForCausalLM" }
    var usedKeys: Set<String> { LlamaKeys.used.union(WindowKeys.used).union(["rms_norm_eps", "attention_bias"]) }
    var fixedKeys: [String: [ConfigurationValue]] { LlamaKeys.fixedWithoutBias }
    var names: TensorNames { TensorNames(queryNorm: "self_attn.q_norm", keyNorm: "self_attn.k_norm") }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        let keys = LlamaKeys(keyValueHeadCount: 32, headDimension: 128, maximumPositions: 32_768)
        var configuration = try keys.read(reader, .qwen3, norm: .rms(reader, default: 1e-6))
        configuration.queryKeyNorm = .perHead
        configuration.queryKeyValueBias = try reader.truth("attention_bias", default: false)
        configuration.attentionOutputBias = configuration.queryKeyValueBias
        configuration.slidingWindow = try WindowKeys.read(reader, layerCount: configuration.layerCount)
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        LlamaKeys.members(of: configuration).merging(WindowKeys.members(of: configuration)) { $1 }
            .merging([
                "rms_norm_eps": configuration.norm.epsilon, "attention_bias": configuration.attentionOutputBias,
            ]) { $1 }
    }
}

/// How Qwen's files say which layers see a window.
enum WindowKeys {
    static let used: Set = ["use_sliding_window", "sliding_window", "max_window_layers", "layer_types"]
    private static let sliding = "sliding_attention"
    private static let full = "full_attention"

    static func read(_ reader: ConfigurationReader, layerCount: Int) throws -> SlidingWindow? {
        let declared = reader.isAbsent("sliding_window") ? 4_096 : try reader.count("sliding_window")
        let width = try reader.truth("use_sliding_window", default: false) ? declared : nil
        let first = try reader.wholeNumber("max_window_layers") ?? 28
        let layers: [Bool]
        if let kinds = try reader.texts("layer_types") {
            layers = try kinds.map { try isSliding($0, reader) }
            guard layers.count == layerCount else {
                throw reader.refusal(
                    "layer_types", .malformed, "lists \(layers.count) layers; num_hidden_layers is \(layerCount)")
            }
            guard width != nil || !layers.contains(true) else {
                throw reader.refusal(
                    "layer_types", .malformed,
                    "names \"\(sliding)\", but use_sliding_window and sliding_window give no window")
            }
        } else {
            layers = (0..<layerCount).map { $0 >= first }
        }
        guard let width, layers.contains(true) else { return nil }
        return SlidingWindow(width: width, layers: layers)
    }

    private static func isSliding(_ kind: String, _ reader: ConfigurationReader) throws -> Bool {
        switch kind {
        case sliding: return true
        case full: return false
        default:
            throw reader.refusal("layer_types", "names \"\(kind)\"; known are \"\(full)\" and \"\(sliding)\"")
        }
    }

    static func members(of configuration: ModelConfiguration) -> [String: Any] {
        guard let window = configuration.slidingWindow else { return ["use_sliding_window": false] }
        return [
            "use_sliding_window": true, "sliding_window": window.width,
            "layer_types": window.layers.map { $0 ? sliding : full },
        ]
    }
}
