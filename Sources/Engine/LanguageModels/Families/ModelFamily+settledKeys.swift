import StrictJSON

extension ModelFamily {
    /// Keys that would change the function in code of other models, and the values at which they do not.
    ///
    /// A family whose own code reads such a key says so by reading it.
    static let settledKeys: [String: [JSONValue]] = off.merging(on) { $1 }.merging(one) { $1 }

    private static let off: [String: [JSONValue]] = [
        "use_bidirectional_attention", "rope_traditional", "rope_interleaved", "use_mrope", "use_alibi", "alibi",
        "apply_residual_connection_post_layernorm", "residual_post_layernorm", "scale_embeddings", "scale_embedding",
        "scale_emb", "use_moe", "moe", "use_mup", "mup", "use_mla", "use_sliding_window", "attn_output_gate",
        "use_logn_attn", "use_dynamic_ntk", "qk_layernorm", "qk_norm", "use_qk_norm", "use_attention_sinks",
        "parallel_attn", "multi_query", "is_prefix_lm", "load_in_8bit", "load_in_4bit",
    ].reduce(into: [:]) { $0[$1] = [false] }

    private static let on: [String: [JSONValue]] = ["is_causal", "use_rope", "use_rotary"].reduce(into: [:]) {
        $0[$1] = [true]
    }

    private static let one: [String: [JSONValue]] = [
        "embedding_multiplier", "residual_multiplier", "logits_scaling", "logit_scale", "logits_scale",
        "embedding_scale", "rope_ratio", "rope_scaling_factor", "mup_width_multiplier", "width_multiplier",
    ].reduce(into: [:]) { $0[$1] = [1] }

    /// Whether a value is one of those that a key is held to; numbers are the same however they are written.
    static func isSettled(_ value: JSONValue, at values: [JSONValue]) -> Bool {
        values.contains { held in
            if case .number(let one) = held, case .number(let other) = value { return Double(one) == Double(other) }
            return held == value
        }
    }
}
