import Checkpoints
import Foundation
import TestSupport

/// A checkpoint as people bring one: random parameters, and a `tokenizer.json` in GPT-2's style.
struct TinyModel {
    static let positions = 48
    private static let hidden = 16
    /// More rows than the tokenizer has ids, as real models have.
    private static let vocabulary = SmallTokenizer.vocabularySize + 5

    private static let configuration = """
        {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": \(vocabulary),
        "hidden_size": \(hidden), "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "max_position_embeddings": \(positions), "rms_norm_eps": 1e-5, "hidden_act": "silu",
        "tie_word_embeddings": true, "bos_token_id": \(SmallTokenizer.vocabularySize - 1),
        "eos_token_id": \(SmallTokenizer.vocabularySize - 1)}
        """

    private static var shapes: [(name: String, dimensions: [Int])] {
        let layers = (0..<2).flatMap { layer -> [(String, [Int])] in
            let prefix = "model.layers.\(layer)."
            return [
                ("input_layernorm.weight", [hidden]), ("post_attention_layernorm.weight", [hidden]),
                ("self_attn.q_proj.weight", [hidden, hidden]), ("self_attn.k_proj.weight", [hidden / 2, hidden]),
                ("self_attn.v_proj.weight", [hidden / 2, hidden]), ("self_attn.o_proj.weight", [hidden, hidden]),
                ("mlp.gate_proj.weight", [24, hidden]), ("mlp.up_proj.weight", [24, hidden]),
                ("mlp.down_proj.weight", [hidden, 24]),
            ].map { (prefix + $0.0, $0.1) }
        }
        return [("model.embed_tokens.weight", [vocabulary, hidden]), ("model.norm.weight", [hidden])] + layers
    }

    /// Writes a model: the one of the seed 0, moved by what another seed draws.
    static func write(seed: UInt64, to folder: String) throws {
        var tensors = MemoryTensorSource()
        for (index, shape) in shapes.enumerated() {
            let base = draws(seed: UInt64(index), count: shape.dimensions.reduce(1, *))
            let moves = draws(seed: seed &* 1_000 &+ UInt64(index), count: base.count)
            let values = seed == 0 ? base : zip(base, moves).map { $0 + 0.3 * $1 }
            try tensors.insert(TensorName(shape.name), dimensions: shape.dimensions, values: values)
        }
        try CheckpointWriter.write(configuration: Data(configuration.utf8), tensors: tensors, to: folder)
        for (name, data) in try SmallTokenizer.files() {
            try data.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
    }

    private static func draws(seed: UInt64, count: Int) -> [Float] {
        let entropy = SeededEntropy(seed)
        return (0..<count).map { _ in Float(entropy.number(below: 2_001) - 1_000) / 1_500 }
    }
}
