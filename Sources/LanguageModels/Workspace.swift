import CBLASKernels

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
    let headScratch: FloatStorage

    init(configuration: ModelConfiguration, blocks: [TokenBlock]) throws {
        let rows = blocks.map(\.rows).max() ?? 1
        let window = blocks.lazy.flatMap(\.spans).map(\.count).max() ?? 1
        let tile = min(rows, Int(ASSAY_TILE_ROWS))
        let heads = configuration.heads
        normed = try FloatStorage(count: rows * configuration.hiddenSize)
        queryKeyValue = try FloatStorage(count: rows * configuration.queryKeyValueWidth)
        attended = try FloatStorage(count: rows * configuration.headCount * configuration.headDimension)
        gateUp = try FloatStorage(count: tile * 2 * configuration.intermediateSize)
        activated = try FloatStorage(count: tile * configuration.intermediateSize)
        attentionScratch = try FloatStorage(count: assay_attention_scratch(window, heads))
        headScratch = try FloatStorage(count: assay_head_scratch(tile, configuration.vocabularySize))
    }
}

extension ModelConfiguration {
    var heads: assay_heads {
        assay_heads(query_heads: headCount, key_value_heads: keyValueHeadCount, head_width: headDimension)
    }

    /// What a layer makes of the products of queries and keys.
    func reach(ofLayer layer: Int) -> assay_reach {
        assay_reach(scale: attentionScale(ofLayer: layer), window: window(ofLayer: layer) ?? 0)
    }

    /// (Q + 2G)·D.
    var queryKeyValueWidth: Int { (headCount + 2 * keyValueHeadCount) * headDimension }
}
