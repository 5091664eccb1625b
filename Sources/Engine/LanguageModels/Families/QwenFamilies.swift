import StrictJSON

/// Qwen2 and Qwen2.5: a Llama with biases on q, k and v, and a window in its upper layers where one is asked for.
struct Qwen2Family: FamilyDefinition {
    var architecture: String { "Qwen2ForCausalLM" }
    /// The biases are where they are whatever this says, in `transformers` too.
    var inertKeys: Set<String> { ["attention_bias"] }
    var fixedKeys: [String: [JSONValue]] {
        LlamaKeys.fixedWithoutBias.merging(["qkv_bias": [true], "use_qkv_bias": [true]]) { $1 }
    }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let window = WindowKeys(reading: fields)
        let keys = LlamaKeys(keyValueHeadCount: 32, maximumPositions: 32_768)
        guard var configuration = keys.read(fields, .qwen2, norm: .rms(fields, default: 1e-6)) else { return nil }
        configuration.queryKeyValueBias = true
        configuration.slidingWindow = window.window(ofLayers: configuration.layerCount, fields)
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        LlamaKeys.members(of: configuration).merging(WindowKeys.members(of: configuration)) { $1 }
            .merging(["rms_norm_eps": .decimal(configuration.norm.epsilon)]) { $1 }
    }
}

/// Qwen3: queries and keys are normed head by head, and a head's width stands by itself.
struct Qwen3Family: FamilyDefinition {
    var architecture: String { "Qwen3ForCausalLM" }
    var fixedKeys: [String: [JSONValue]] { LlamaKeys.fixedWithNorms }
    var names: TensorNames { TensorNames(queryNorm: "self_attn.q_norm", keyNorm: "self_attn.k_norm") }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let window = WindowKeys(reading: fields)
        let hasBias = fields.flag("attention_bias", default: false)
        let keys = LlamaKeys(keyValueHeadCount: 32, headDimension: 128, maximumPositions: 32_768)
        guard var configuration = keys.read(fields, .qwen3, norm: .rms(fields, default: 1e-6)) else { return nil }
        configuration.queryKeyNorm = .perHead
        configuration.queryKeyValueBias = hasBias
        configuration.attentionOutputBias = hasBias
        configuration.slidingWindow = window.window(ofLayers: configuration.layerCount, fields)
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        LlamaKeys.members(of: configuration).merging(WindowKeys.members(of: configuration)) { $1 }
            .merging([
                "rms_norm_eps": .decimal(configuration.norm.epsilon),
                "attention_bias": .boolean(configuration.attentionOutputBias),
            ]) { $1 }
    }
}

/// How Qwen's files say which layers see a window.
struct WindowKeys {
    static let sliding = "sliding_attention"
    static let full = "full_attention"

    /// The window's width; `nil` where none is asked for.
    private let width: Int?
    /// The first layer that sees it, unless layers are listed.
    private let firstLayer: Int
    /// Whether each layer sees it, where they are listed.
    private let listed: [Bool]?

    init(reading fields: ObjectReader) {
        let declared = fields.mentions("sliding_window") ? fields.count("sliding_window") : 4_096
        width = fields.flag("use_sliding_window", default: false) ? declared : nil
        firstLayer = fields.wholeNumber("max_window_layers") ?? 28
        let kinds = fields.texts("layer_types")
        if let stranger = kinds?.first(where: { $0 != Self.sliding && $0 != Self.full }) {
            fields.refuseUnsupported(
                "layer_types", "names \"\(stranger)\"; known are \"\(Self.full)\" and \"\(Self.sliding)\"")
            listed = nil
        } else {
            listed = kinds?.map { $0 == Self.sliding }
        }
    }

    /// The window of a model of so many layers; `nil` also after an error was found.
    func window(ofLayers count: Int, _ fields: ObjectReader) -> SlidingWindow? {
        if let listed {
            guard listed.count == count else {
                fields.refuse("layer_types", "lists \(listed.count) layers; num_hidden_layers is \(count)")
                return nil
            }
            guard width != nil || !listed.contains(true) else {
                fields.refuse(
                    "layer_types",
                    "names \"\(Self.sliding)\", but use_sliding_window and sliding_window give no window")
                return nil
            }
        }
        let layers = listed ?? (0..<count).map { $0 >= firstLayer }
        guard let width, layers.contains(true) else { return nil }
        return SlidingWindow(width: width, layers: layers)
    }

    static func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        guard let window = configuration.slidingWindow else { return ["use_sliding_window": false] }
        return [
            "use_sliding_window": true, "sliding_window": .number(window.width),
            "layer_types": .array(window.layers.map { .text($0 ? sliding : full) }),
        ]
    }
}
