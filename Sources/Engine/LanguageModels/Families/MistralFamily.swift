import StrictJSON

/// Mistral: a Llama whose layers see a sliding window.
struct MistralFamily: FamilyDefinition {
    var architecture: String { "MistralForCausalLM" }
    var fixedKeys: [String: [JSONValue]] {
        LlamaKeys.fixedWithoutBias.merging(["attention_bias": [false]]) { $1 }
    }

    func read(_ fields: ObjectReader) -> ModelConfiguration? {
        let width = fields.mentions("sliding_window") ? fields.count("sliding_window") : 4_096
        if !fields.flag("use_sliding_window", default: true), let width {
            fields.refuseUnsupported(
                "use_sliding_window", "is false, but sliding_window gives one of \(width); set that to null for none")
        }
        let keys = LlamaKeys(keyValueHeadCount: 8, maximumPositions: 4_096 * 32)
        var configuration = keys.read(fields, .mistral, norm: .rms(fields, default: 1e-6))
        if let width, let layerCount = configuration?.layerCount {
            configuration?.slidingWindow = SlidingWindow(
                width: width, layers: Array(repeating: true, count: layerCount))
        }
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: JSONValue] {
        LlamaKeys.members(of: configuration).merging([
            "rms_norm_eps": .decimal(configuration.norm.epsilon),
            "sliding_window": configuration.slidingWindow.map { .number($0.width) } ?? .null,
        ]) { $1 }
    }
}
