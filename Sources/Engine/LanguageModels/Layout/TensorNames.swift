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
    /// Ends of the names of buffers that old files carry.
    var inertSuffixes = [".self_attn.rotary_emb.inv_freq"]

    func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }
}
