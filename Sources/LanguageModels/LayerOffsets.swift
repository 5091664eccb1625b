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

    init(layer: Int, configuration: ModelConfiguration, in layout: inout ParameterLayout) {
        let hidden = configuration.hiddenSize
        let queries = configuration.headCount * configuration.headDimension
        let keys = configuration.keyValueHeadCount * configuration.headDimension
        let inner = configuration.intermediateSize
        let names = configuration.names
        let prefix = names.layer(layer)
        attentionNorm = layout.append(prefix + names.attentionNorm + ".weight", [hidden])
        queryKeyValue = layout.append(prefix + names.query + ".weight", [queries, hidden])
        layout.append(prefix + names.key + ".weight", [keys, hidden])
        layout.append(prefix + names.value + ".weight", [keys, hidden])
        if configuration.queryKeyValueBias {
            queryKeyValueBias = layout.append(prefix + names.query + ".bias", [queries])
            layout.append(prefix + names.key + ".bias", [keys])
            layout.append(prefix + names.value + ".bias", [keys])
        } else {
            queryKeyValueBias = nil
        }
        output = layout.append(prefix + names.output + ".weight", [hidden, queries])
        outputBias = configuration.attentionOutputBias ? layout.append(prefix + names.output + ".bias", [hidden]) : nil
        feedForwardNorm = layout.append(prefix + names.feedForwardNorm + ".weight", [hidden])
        gateUp = layout.append(prefix + names.gate + ".weight", [inner, hidden])
        layout.append(prefix + names.up + ".weight", [inner, hidden])
        let hasBias = configuration.feedForward == .gated(bias: true)
        if hasBias {
            gateUpBias = layout.append(prefix + names.gate + ".bias", [inner])
            layout.append(prefix + names.up + ".bias", [inner])
        } else {
            gateUpBias = nil
        }
        down = layout.append(prefix + names.down + ".weight", [hidden, inner])
        downBias = hasBias ? layout.append(prefix + names.down + ".bias", [hidden]) : nil
    }
}
