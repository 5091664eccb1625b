import Foundation

/// Mistral: a Llama whose layers see a sliding window.
struct MistralFamily: FamilyDefinition {
    var architecture: String { "MistralForCausalLM" }
    var usedKeys: Set<String> { LlamaKeys.used.union(["rms_norm_eps", "sliding_window"]) }
    var fixedKeys: [String: [ConfigurationValue]] {
        LlamaKeys.fixedWithoutBias.merging(["attention_bias": [.truth(false)]]) { $1 }
    }

    func read(_ reader: ConfigurationReader) throws -> ModelConfiguration {
        let keys = LlamaKeys(keyValueHeadCount: 8, maximumPositions: 4_096 * 32)
        var configuration = try keys.read(reader, .mistral, norm: .rms(reader, default: 1e-6))
        let width = reader.isAbsent("sliding_window") ? 4_096 : try reader.count("sliding_window")
        configuration.slidingWindow = width.map {
            SlidingWindow(width: $0, layers: Array(repeating: true, count: configuration.layerCount))
        }
        return configuration
    }

    func members(of configuration: ModelConfiguration) -> [String: Any] {
        LlamaKeys.members(of: configuration).merging([
            "rms_norm_eps": configuration.norm.epsilon,
            "sliding_window": configuration.slidingWindow.map { $0.width as Any } ?? NSNull(),
        ]) { $1 }
    }
}
