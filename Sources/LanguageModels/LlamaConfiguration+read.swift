import Checkpoints
public import Foundation

extension LlamaConfiguration {
    /// Reads a `config.json`.
    ///
    /// - Parameters:
    ///   - json: the file's bytes.
    ///   - file: its name, for errors.
    ///   - ignoring: keys that the caller takes to be inert though Assay does not know them.
    /// - Throws: ``CheckpointError`` naming the key, what it is and what it must be; also for any key that is neither
    ///   used nor known to be inert.
    public init(json: Data, file: String, ignoring: Set<String> = []) throws {
        let reader = try ConfigurationReader(json: json, file: file)
        for (key, reason) in Self.refusedKeys.sorted(by: { $0.key < $1.key }) where reader.value(key) != nil {
            throw reader.refusal(key, reason)
        }
        let family = try reader.text("model_type")
        guard family == "llama" else {
            throw reader.refusal("model_type", "is \(family.map { "\"\($0)\"" } ?? "missing"); known is \"llama\"")
        }
        let known = Self.usedKeys.union(Self.inertKeys).union(Self.refusedKeys.keys).union(ignoring)
        try reader.refuseKeys(except: known)
        try self.init(reader: reader)
        try validate(reader: reader)
    }

    private init(reader: ConfigurationReader) throws {
        let positions = try reader.count("max_position_embeddings") ?? 2_048
        let rotary = try RotaryScaling.read(reader, maximumPositions: positions)
        let topTheta = try reader.positiveNumber("rope_theta")
        if let topTheta, let theta = rotary.theta, theta != topTheta {
            throw reader.refusal("rope_theta", "is \(topTheta), but rope_parameters says \(theta)")
        }
        let hidden = try reader.requiredCount("hidden_size")
        let heads = try reader.requiredCount("num_attention_heads")
        let width = try reader.count("head_dim")
        if width == nil, hidden % heads != 0 {
            throw reader.refusal("num_attention_heads", .malformed, "is \(heads), which does not divide \(hidden)")
        }
        self.init(
            vocabularySize: try reader.requiredCount("vocab_size"), hiddenSize: hidden,
            intermediateSize: try reader.requiredCount("intermediate_size"),
            layerCount: try reader.requiredCount("num_hidden_layers"), headCount: heads,
            keyValueHeadCount: try reader.count("num_key_value_heads"), headDimension: width,
            rmsNormEpsilon: try reader.positiveNumber("rms_norm_eps") ?? 1e-6,
            ropeTheta: rotary.theta ?? topTheta ?? 10_000, ropeScaling: rotary.scaling,
            attentionBias: try reader.truth("attention_bias", default: false),
            mlpBias: try reader.truth("mlp_bias", default: false),
            tiedEmbeddings: try reader.truth("tie_word_embeddings", default: false), maximumPositions: positions,
            bosToken: try reader.token("bos_token_id"), eosToken: try reader.token("eos_token_id"))
    }

    private func validate(reader: ConfigurationReader) throws {
        try validate(file: reader.file)
        if let activation = try reader.text("hidden_act"), activation != "silu" && activation != "swish" {
            throw reader.refusal("hidden_act", "is \"\(activation)\"; a Llama's is \"silu\"")
        }
        if try reader.truth("rope_interleaved", default: false) {
            throw reader.refusal("rope_interleaved", "is true; only the rotate-half form is known")
        }
        if let part = try reader.number("partial_rotary_factor"), part != 1 {
            throw reader.refusal("partial_rotary_factor", "is \(part); a Llama rotates whole heads")
        }
    }

    /// Checks what the model's arithmetic relies on, for a configuration from anywhere.
    ///
    /// The limits lie far above any model that exists, and low enough that no product of them overflows.
    func validate(file: String) throws {
        let counts = [
            ("vocab_size", vocabularySize, 1 << 24), ("hidden_size", hiddenSize, 1 << 20),
            ("intermediate_size", intermediateSize, 1 << 20), ("num_hidden_layers", layerCount, 1 << 12),
            ("num_attention_heads", headCount, 1 << 12), ("num_key_value_heads", keyValueHeadCount, 1 << 12),
            ("head_dim", headDimension, 1 << 12), ("max_position_embeddings", maximumPositions, 1 << 30),
        ]
        for (key, value, limit) in counts where value < 1 || value > limit {
            throw CheckpointError(
                .malformed, file: file, subject: key, message: "is \(value); must be from 1 to \(limit)")
        }
        guard headCount % keyValueHeadCount == 0 else {
            throw CheckpointError(
                .malformed, file: file, subject: "num_key_value_heads",
                message: "is \(keyValueHeadCount), which does not divide num_attention_heads \(headCount)")
        }
        guard headDimension.isMultiple(of: 2) else {
            throw CheckpointError(
                .malformed, file: file, subject: "head_dim",
                message: "is \(headDimension); must be even to be rotated by pairs")
        }
    }
}
