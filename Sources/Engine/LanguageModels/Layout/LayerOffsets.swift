import Checkpoints

/// Where the parameters of one layer begin, in floats; what the configuration does not have is absent.
struct LayerOffsets: Sendable {
    /// Weight and bias, [H] each, as far as the norm has them.
    let attentionNorm: Int
    /// q, k and v: [(Q + 2G)·D, H], or [H, (Q + 2G)·D] where matrices have a row for each input.
    let queryKeyValue: Int
    /// [(Q + 2G)·D].
    let queryKeyValueBias: Int?
    /// [D] each, or [Q·D] and [G·D].
    let queryNorm: Int?
    let keyNorm: Int?
    /// [H, Q·D].
    let output: Int
    /// [H].
    let outputBias: Int?
    /// As ``attentionNorm``.
    let feedForwardNorm: Int
    /// gate and up: [2I, H]; up alone where there is no gate.
    let gateUp: Int
    /// [2I], or [I].
    let gateUpBias: Int?
    /// [H, I].
    let down: Int
    /// [H].
    let downBias: Int?

    init(layer: Int, configuration: ModelConfiguration, in layout: inout ParameterLayout) {
        let names = configuration.names
        let prefix = names.layer(layer)
        let hidden = configuration.hiddenSize
        let inner = configuration.intermediateSize
        attentionNorm = configuration.norm.append(prefix + names.attentionNorm, width: hidden, to: &layout)
        (queryKeyValue, queryKeyValueBias) = layout.appendQueryKeyValue(prefix, configuration)
        (queryNorm, keyNorm) = layout.appendQueryKeyNorms(prefix, configuration)
        output = layout.appendMatrix(
            prefix + names.output, configuration.headCount * configuration.headDimension, hidden, names.matrices)
        outputBias = configuration.attentionOutputBias ? layout.append(prefix + names.output + ".bias", [hidden]) : nil
        feedForwardNorm = configuration.norm.append(prefix + names.feedForwardNorm, width: hidden, to: &layout)
        let gates = configuration.feedForward.isGated ? [names.gate, names.up] : [names.up]
        gateUp = layout.elementCount
        for name in gates { layout.appendMatrix(prefix + name, hidden, inner, names.matrices) }
        gateUpBias = configuration.feedForward.hasBias ? layout.elementCount : nil
        if gateUpBias != nil { for name in gates { layout.append(prefix + name + ".bias", [inner]) } }
        down = layout.appendMatrix(prefix + names.down, inner, hidden, names.matrices)
        downBias = gateUpBias == nil ? nil : layout.append(prefix + names.down + ".bias", [hidden])
    }
}

extension FeedForward {
    /// Whether there is a gate beside the matrix up.
    var isGated: Bool { activation == nil }

    var hasBias: Bool {
        switch self {
        case .gated(let bias): bias
        case .plain: true
        }
    }
}

extension ParameterLayout {
    /// Appends a matrix of K inputs and N outputs as a checkpoint stores it, and returns where it begins.
    @discardableResult
    fileprivate mutating func appendMatrix(
        _ name: String, _ inputs: Int, _ outputs: Int, _ layout: MatrixPlace.Layout,
        _ arrangement: Placement.Arrangement = .asStored
    ) -> Int {
        append(
            TensorName(name + ".weight"), layout == .rowPerOutput ? [outputs, inputs] : [inputs, outputs], arrangement)
    }

    /// q, k and v, then their biases if they have any.
    fileprivate mutating func appendQueryKeyValue(
        _ prefix: String, _ configuration: ModelConfiguration
    ) -> (weight: Int, bias: Int?) {
        let names = configuration.names
        let hidden = configuration.hiddenSize
        let weight = elementCount
        let matrices: [(name: String, outputs: Int, arrangement: Placement.Arrangement)]
        switch names.queryKeyValue {
        case .separate(let query, let key, let value):
            let keys = configuration.keyValueHeadCount * configuration.headDimension
            matrices = [
                (query, configuration.headCount * configuration.headDimension, .asStored), (key, keys, .asStored),
                (value, keys, .asStored),
            ]
        case .fused(let name, .asStored):
            matrices = [(name, configuration.queryKeyValueWidth, .asStored)]
        case .fused(let name, .headByHead):
            matrices = [(name, configuration.queryKeyValueWidth, .partsOfHeads(configuration.headCount))]
        }
        for (name, outputs, arrangement) in matrices {
            appendMatrix(prefix + name, hidden, outputs, names.matrices, arrangement)
        }
        guard configuration.queryKeyValueBias else { return (weight, nil) }
        let bias = elementCount
        for (name, outputs, arrangement) in matrices {
            append(TensorName(prefix + name + ".bias"), [outputs], arrangement)
        }
        return (weight, bias)
    }

    fileprivate mutating func appendQueryKeyNorms(
        _ prefix: String, _ configuration: ModelConfiguration
    ) -> (query: Int?, key: Int?) {
        let names = configuration.names
        let width = configuration.headDimension
        switch configuration.queryKeyNorm {
        case nil:
            return (nil, nil)
        case .perHead:
            let query = append(prefix + names.queryNorm + ".weight", [width])
            return (query, append(prefix + names.keyNorm + ".weight", [width]))
        case .wholeProjection:
            let query = append(prefix + names.queryNorm + ".weight", [configuration.headCount * width])
            return (query, append(prefix + names.keyNorm + ".weight", [configuration.keyValueHeadCount * width]))
        }
    }
}
