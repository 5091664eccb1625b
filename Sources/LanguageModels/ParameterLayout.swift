import Checkpoints

/// Where each tensor of a model, or of one layer of it, lies in one flat array of f32.
///
/// q, k and v lie one after the other, as do gate and up, so that each group is one matrix to BLAS.
struct ParameterLayout: Sendable {
    /// One tensor and its place.
    struct Placement: Sendable {
        let name: TensorName
        let dimensions: [Int]
        let offset: Int

        var elementCount: Int { dimensions.reduce(1, *) }
        /// Matrices are decayed in training; norms and biases are not.
        var isMatrix: Bool { dimensions.count > 1 }
    }

    private(set) var placements: [Placement] = []
    private(set) var elementCount = 0

    /// Appends a tensor, and returns where it begins.
    @discardableResult
    mutating func append(_ name: String, _ dimensions: [Int]) -> Int {
        let placement = Placement(name: TensorName(name), dimensions: dimensions, offset: elementCount)
        placements.append(placement)
        elementCount += placement.elementCount
        return placement.offset
    }

    /// The whole model: embedding, layers, last norm, and the head if it is not tied.
    static func model(_ configuration: LlamaConfiguration) -> ParameterLayout {
        ModelOffsets(configuration).layout
    }
}

/// The names that `transformers` gives the tensors outside the layers.
enum TensorNames {
    static let embedding = "model.embed_tokens.weight"
    static let lastNorm = "model.norm.weight"
    static let head = "lm_head.weight"
}

/// Where the parameters of one layer begin, in floats; biases are absent where the configuration has none.
struct LayerOffsets: Sendable {
    /// [H].
    let attentionNorm: Int
    /// q, k and v: [(Q + 2G)·D, H].
    let queryKeyValue: Int
    /// [(Q + 2G)·D].
    let queryKeyValueBias: Int?
    /// [H, Q·D].
    let output: Int
    /// [H].
    let outputBias: Int?
    /// [H].
    let feedForwardNorm: Int
    /// gate and up: [2I, H].
    let gateUp: Int
    /// [2I].
    let gateUpBias: Int?
    /// [H, I].
    let down: Int
    /// [H].
    let downBias: Int?

    init(layer: Int, configuration: LlamaConfiguration, in layout: inout ParameterLayout) {
        let hidden = configuration.hiddenSize
        let queries = configuration.headCount * configuration.headDimension
        let keys = configuration.keyValueHeadCount * configuration.headDimension
        let inner = configuration.intermediateSize
        let prefix = "model.layers.\(layer)."
        attentionNorm = layout.append(prefix + "input_layernorm.weight", [hidden])
        queryKeyValue = layout.append(prefix + "self_attn.q_proj.weight", [queries, hidden])
        layout.append(prefix + "self_attn.k_proj.weight", [keys, hidden])
        layout.append(prefix + "self_attn.v_proj.weight", [keys, hidden])
        if configuration.attentionBias {
            queryKeyValueBias = layout.append(prefix + "self_attn.q_proj.bias", [queries])
            layout.append(prefix + "self_attn.k_proj.bias", [keys])
            layout.append(prefix + "self_attn.v_proj.bias", [keys])
        } else {
            queryKeyValueBias = nil
        }
        output = layout.append(prefix + "self_attn.o_proj.weight", [hidden, queries])
        outputBias = configuration.attentionBias ? layout.append(prefix + "self_attn.o_proj.bias", [hidden]) : nil
        feedForwardNorm = layout.append(prefix + "post_attention_layernorm.weight", [hidden])
        gateUp = layout.append(prefix + "mlp.gate_proj.weight", [inner, hidden])
        layout.append(prefix + "mlp.up_proj.weight", [inner, hidden])
        if configuration.mlpBias {
            gateUpBias = layout.append(prefix + "mlp.gate_proj.bias", [inner])
            layout.append(prefix + "mlp.up_proj.bias", [inner])
        } else {
            gateUpBias = nil
        }
        down = layout.append(prefix + "mlp.down_proj.weight", [hidden, inner])
        downBias = configuration.mlpBias ? layout.append(prefix + "mlp.down_proj.bias", [hidden]) : nil
    }
}
