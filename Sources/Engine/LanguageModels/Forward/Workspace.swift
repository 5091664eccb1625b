import Kernels

/// The memory that one thread needs to take one block through one layer or through the head.
final class Workspace {
    /// [rows, H]: what a norm leaves.
    let normed: FloatStorage
    /// [rows, (Q + 2G)·D].
    let queryKeyValue: FloatStorage
    /// [rows, Q·D].
    let attended: FloatStorage
    /// [tile, 2I].
    let gateUp: FloatStorage
    /// [tile, I].
    let activated: FloatStorage
    let attentionScratch: FloatStorage
    /// [tile, columns of a tile of the vocabulary].
    let logits: FloatStorage
    /// [tile, inputs of the widest matrix]: rows rounded to bf16 for BLAS; empty otherwise.
    let rounded: FloatStorage
    /// Products by oneDNN, where those are asked for.
    let products: BF16Products?

    init(configuration: ModelConfiguration, unit: ProductUnit = .blas, blocks: [TokenBlock]) throws {
        let rows = blocks.map(\.rows).max() ?? 1
        let window = blocks.lazy.flatMap(\.spans).map(\.count).max() ?? 1
        let tile = min(rows, LinearKernel.tileRows)
        let heads = configuration.heads
        normed = try FloatStorage(count: rows * configuration.hiddenSize)
        queryKeyValue = try FloatStorage(count: rows * configuration.queryKeyValueWidth)
        attended = try FloatStorage(count: rows * configuration.headCount * configuration.headDimension)
        gateUp = try FloatStorage(count: tile * 2 * configuration.intermediateSize)
        activated = try FloatStorage(count: tile * configuration.intermediateSize)
        attentionScratch = try FloatStorage(count: AttentionKernel.scratchCount(tokens: window, heads: heads))
        logits = try FloatStorage(count: tile * HeadKernel.tile(vocabulary: configuration.vocabularySize))
        var layout = ParameterLayout()
        let offsets = LayerOffsets(layer: 0, configuration: configuration, in: &layout)
        let widest = LayerMatrices(offsets, configuration: configuration).all.map(\.inputs).max() ?? 0
        let inputs = max(widest, configuration.hiddenSize)
        rounded = try FloatStorage(count: unit == .roundedBLAS ? tile * inputs : 0)
        products = unit == .oneDNN ? try BF16Products(rows: tile, widest: inputs) : nil
    }

    /// What a workspace takes in memory.
    var byteCount: Int {
        [normed, queryKeyValue, attended, gateUp, activated, attentionScratch, logits, rounded]
            .reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride + (products?.byteCount ?? 0)
    }
}

extension ModelConfiguration {
    var heads: AttentionHeads {
        AttentionHeads(queries: headCount, keyValues: keyValueHeadCount, width: headDimension)
    }

    /// What a layer makes of the products of queries and keys.
    func reach(ofLayer layer: Int) -> AttentionReach {
        AttentionReach(scale: attentionScale(ofLayer: layer), window: window(ofLayer: layer))
    }

    /// (Q + 2G)·D.
    var queryKeyValueWidth: Int { (headCount + 2 * keyValueHeadCount) * headDimension }
}
