/// The names that `transformers` gives a family's tensors; those of a Llama where nothing else is said.
struct TensorNames: Sendable {
    /// How q, k and v are stored.
    enum QueryKeyValue: Sendable {
        /// As three matrices.
        case separate(query: String, key: String, value: String)
        /// As one, of as many key heads as query heads.
        case fused(String, Order)
    }

    /// The order of the outputs of a fused matrix.
    enum Order: Sendable {
        /// q, k, v: as it is used.
        case asStored
        /// q, k and v of the first head, then of the second, and so on.
        case headByHead
    }

    /// What every name but the head's begins with, in a checkpoint of a whole model.
    var prefix = "model."
    var embedding = "embed_tokens.weight"
    /// The table of learned positions.
    var positions = ""
    var layers = "layers."
    var attentionNorm = "input_layernorm"
    var queryKeyValue = QueryKeyValue.separate(
        query: "self_attn.q_proj", key: "self_attn.k_proj", value: "self_attn.v_proj")
    var queryNorm = ""
    var keyNorm = ""
    var output = "self_attn.o_proj"
    var feedForwardNorm = "post_attention_layernorm"
    var gate = "mlp.gate_proj"
    var up = "mlp.up_proj"
    var down = "mlp.down_proj"
    var lastNorm = "norm"
    var head = "lm_head.weight"
    /// How the layers' matrices are stored.
    var matrices = MatrixPlace.Layout.rowPerOutput
    /// The part of a layer whose masks old files carry under its own name; empty where it has none.
    var maskedPart = ""

    /// Ends of the names of buffers that files carry and no pass reads: what rotary positions and masks are made of.
    private static let buffers = [
        "rotary_emb.inv_freq", "rotary_emb.original_inv_freq", "rotary_emb.cos_cached", "rotary_emb.sin_cached",
        "rotary_emb.scale", "masked_bias", "position_ids", "causal_mask", "attn_mask", "num_batches_tracked",
    ]

    /// The heads of other tasks, which read what a language model's head would.
    private static let heads = ["score.", "classifier.", "value_head.", "v_head.", "qa_outputs."]

    /// Whether a name is that of a tensor that no pass reads.
    func isInert(_ name: String) -> Bool {
        if Self.buffers.contains(where: { name == $0 || name.hasSuffix(".\($0)") }) { return true }
        if Self.heads.contains(where: { name.hasPrefix($0) }) { return true }
        return !maskedPart.isEmpty && name.hasSuffix(".\(maskedPart).bias")
    }

    func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }
}
