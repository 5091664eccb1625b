import Checkpoints

extension ModelConfiguration {
    /// Checks what the model's arithmetic relies on, for a configuration from anywhere.
    ///
    /// The limits lie far above any model that exists, and low enough that no product of them overflows.
    func validate(file: String) throws {
        let counts = [
            ("vocab_size", vocabularySize, 1 << 24), ("hidden_size", hiddenSize, 1 << 20),
            ("intermediate_size", intermediateSize, 1 << 22), ("num_hidden_layers", layerCount, 1 << 12),
            ("num_attention_heads", headCount, 1 << 12), ("num_key_value_heads", keyValueHeadCount, 1 << 12),
            ("head_dim", headDimension, 1 << 12), ("max_position_embeddings", maximumPositions, 1 << 30),
        ]
        for (key, value, limit) in counts where value < 1 || value > limit {
            throw refusal(file, key, "is \(value); must be from 1 to \(limit)")
        }
        guard headCount % keyValueHeadCount == 0 else {
            throw refusal(
                file, "num_key_value_heads",
                "is \(keyValueHeadCount), which does not divide \(spelling("num_attention_heads")) \(headCount)")
        }
        if case .rotary(let rotary) = positions { try validate(rotary, file) }
    }

    private func validate(_ rotary: Rotary, _ file: String) throws {
        let pairs = rotary.pairs(ofHead: headDimension)
        if rotary.share == 1, !headDimension.isMultiple(of: 2) {
            throw refusal(file, "head_dim", "is \(headDimension); must be even to be rotated by pairs")
        }
        guard pairs > 0, 2 * pairs <= headDimension else {
            throw refusal(
                file, "partial_rotary_factor",
                "is \(rotary.share), by which \(2 * pairs) of a head's \(headDimension) dimensions would be rotated")
        }
    }

    private func refusal(_ file: String, _ key: String, _ message: String) -> CheckpointError {
        CheckpointError(.malformed, file: file, subject: spelling(key), message: message)
    }

    private func spelling(_ key: String) -> String { family.definition.spellings[key] ?? key }
}
