/// The names that `transformers` gives a family's tensors; those of a Llama where nothing else is said.
struct TensorNames: Sendable {
    /// What every name but the head's begins with, in a checkpoint of a whole model.
    var prefix = "model."
    var embedding = "embed_tokens.weight"
    var layers = "layers."
    var attentionNorm = "input_layernorm"
    var query = "self_attn.q_proj"
    var key = "self_attn.k_proj"
    var value = "self_attn.v_proj"
    var output = "self_attn.o_proj"
    var feedForwardNorm = "post_attention_layernorm"
    var gate = "mlp.gate_proj"
    var up = "mlp.up_proj"
    var down = "mlp.down_proj"
    var lastNorm = "norm"
    var head = "lm_head.weight"
    /// Ends of the names of buffers that old files carry.
    var inertSuffixes = [".self_attn.rotary_emb.inv_freq"]

    func layer(_ index: Int) -> String { "\(prefix)\(layers)\(index)." }
}
