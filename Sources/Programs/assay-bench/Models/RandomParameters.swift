import Checkpoints
import LanguageModels
import Randomness

/// The parameters of a Llama, each a function of seed, tensor and place alone: a model of any size takes no memory.
///
/// Matrices are uniform with a standard deviation of 0.04, wide enough that a wrong computation shows in the
/// negative log-likelihood; norms are uniform round 1.
struct RandomParameters: TensorSource {
    private let seed: UInt64
    private let shapes: [TensorName: TensorShape]

    init(_ configuration: ModelConfiguration, seed: UInt64) {
        self.seed = seed
        shapes = Dictionary(
            uniqueKeysWithValues: Self.shapes(of: configuration).map { name, dimensions in
                (TensorName(name), TensorShape(name: TensorName(name), dimensions: dimensions))
            })
    }

    private static func shapes(of c: ModelConfiguration) -> [(String, [Int])] {
        let (hidden, inner, head) = (c.hiddenSize, c.intermediateSize, c.headDimension)
        let (queries, keys) = (c.headCount * head, c.keyValueHeadCount * head)
        let layer = [
            ("input_layernorm", [hidden]), ("self_attn.q_proj", [queries, hidden]),
            ("self_attn.k_proj", [keys, hidden]), ("self_attn.v_proj", [keys, hidden]),
            ("self_attn.o_proj", [hidden, queries]), ("post_attention_layernorm", [hidden]),
            ("mlp.gate_proj", [inner, hidden]), ("mlp.up_proj", [inner, hidden]), ("mlp.down_proj", [hidden, inner]),
        ]
        let layers = (0..<c.layerCount).flatMap { index in
            layer.map { ("model.layers.\(index).\($0.0).weight", $0.1) }
        }
        let table = [c.vocabularySize, hidden]
        return [("model.embed_tokens.weight", table), ("model.norm.weight", [hidden]), ("lm_head.weight", table)]
            + layers
    }

    var tensorNames: [TensorName] { shapes.keys.sorted() }

    func shape(of name: TensorName) -> TensorShape? { shapes[name] }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        let isMatrix = (shapes[name]?.dimensions.count ?? 0) > 1
        let (centre, half): (Float, Float) = isMatrix ? (0, 0.04 * 1.732_050_8) : (1, 0.2)
        let scale = half / Float(1 << 23)
        // Each tensor has numbers of its own, and a run of them may begin anywhere.
        var generator = SeededGenerator(seed: seed, purpose: .benchmark, path: StreamPurpose.word(of: name.utf8))
        generator.skip(UInt64(elements.lowerBound))
        for place in destination.indices {
            destination[place] = centre + scale * (Float(generator.next() >> 40) - Float(1 << 23))
        }
    }
}
