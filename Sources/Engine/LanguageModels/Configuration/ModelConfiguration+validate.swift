import Checkpoints
import StrictJSON

extension ModelConfiguration {
    /// What a file may ask for; checked when it is read, for some parts are listed layer by layer.
    static let largestLayerCount = 1 << 12

    /// Checks what the model's arithmetic relies on, for a configuration from anywhere.
    ///
    /// The limits lie far above any model that exists, and low enough that no product of them overflows.
    ///
    /// - Throws: ``CheckpointError`` with everything that is wrong.
    func validate(file: String) throws {
        let findings = Findings()
        validate(findings)
        if let error = CheckpointError(findings, file: file) { throw error }
    }

    /// The same, for a file whose other errors are in `findings`.
    func validate(_ findings: Findings) {
        let counts = [
            ("vocab_size", vocabularySize, 1 << 24), ("hidden_size", hiddenSize, 1 << 20),
            ("intermediate_size", intermediateSize, 1 << 22), ("num_hidden_layers", layerCount, Self.largestLayerCount),
            ("num_attention_heads", headCount, 1 << 12), ("num_key_value_heads", keyValueHeadCount, 1 << 12),
            ("head_dim", headDimension, 1 << 12), ("max_position_embeddings", maximumPositions, 1 << 30),
        ]
        for (key, value, limit) in counts where value < 1 || value > limit {
            refuse(key, "is \(value); must be from 1 to \(limit)", findings)
        }
        // The rest divides and multiplies what has just been checked.
        guard findings.errors.isEmpty else { return }
        if headCount % keyValueHeadCount != 0 {
            refuse(
                "num_key_value_heads",
                "is \(keyValueHeadCount), which does not divide \(spelling("num_attention_heads")) \(headCount)",
                findings)
        }
        if case .rotary(let rotary) = positions { validate(rotary, findings) }
        if residual == .normAfter, norm.kind != .rms {
            refuse("model_type", "is \(family.rawValue); only RMSNorm is known behind a layer's parts", findings)
        }
    }

    private func validate(_ rotary: Rotary, _ findings: Findings) {
        if rotary.share == 1, !headDimension.isMultiple(of: 2) {
            return refuse("head_dim", "is \(headDimension); must be even to be rotated by pairs", findings)
        }
        validateScaling(of: rotary, findings)
        let pairs = rotary.pairs(ofHead: headDimension)
        guard pairs > 0, 2 * pairs <= headDimension else {
            return refuse(
                family == .gptNeoX ? "rotary_pct" : "partial_rotary_factor",
                "is \(rotary.share), by which \(2 * pairs) of a head's \(headDimension) dimensions would be rotated",
                findings)
        }
    }

    /// Refuses lengths and stretches that a ramp over the pairs of a head cannot be drawn for.
    private func validateScaling(of rotary: Rotary, _ findings: Findings) {
        guard case .yarn = rotary.scaling else { return }
        guard rotary.dimensions(ofHead: headDimension).isMultiple(of: 2), rotary.theta > 1 else {
            return refuse(
                "rope_type",
                "is \"yarn\", with \(rotary.dimensions(ofHead: headDimension)) dimensions of a head and rope_theta "
                    + "\(rotary.theta); must be an even number of them, and above 1", findings)
        }
    }

    private func refuse(_ key: String, _ message: String, _ findings: Findings) {
        findings.add(JSONPointer.root.appending(spelling(key)), message)
    }

    private func spelling(_ key: String) -> String { family.definition.spellings[key] ?? key }
}
