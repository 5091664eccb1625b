import Kernels

/// What one thread keeps of a forward pass to go back through it, and the gradients on the way.
///
/// R rows of one block.
final class GradientWorkspace {
    /// What one layer's backward pass needs of its forward pass.
    struct Layer {
        /// [R, H]: as the layer gets it, and between attention and feed-forward.
        let hidden: FloatStorage
        let middle: FloatStorage
        /// [R] each.
        let attentionInverse: FloatStorage
        let feedForwardInverse: FloatStorage
        /// [R, H] each: what the norms leave.
        let attentionNormed: FloatStorage
        let feedForwardNormed: FloatStorage
        /// [R, (Q + 2G)·D], rotated.
        let queryKeyValue: FloatStorage
        /// [sequences, Q, context].
        let logSumExp: FloatStorage
        /// [R, Q·D].
        let attended: FloatStorage
        /// [R, 2I], then its gradient.
        let gateUp: FloatStorage
        /// [R, I].
        let activated: FloatStorage

        init(configuration: ModelConfiguration, rows: Int) throws {
            let width = configuration.hiddenSize
            let queries = configuration.headCount * configuration.headDimension
            hidden = try FloatStorage(count: rows * width)
            middle = try FloatStorage(count: rows * width)
            attentionInverse = try FloatStorage(count: rows)
            feedForwardInverse = try FloatStorage(count: rows)
            attentionNormed = try FloatStorage(count: rows * width)
            feedForwardNormed = try FloatStorage(count: rows * width)
            queryKeyValue = try FloatStorage(count: rows * configuration.queryKeyValueWidth)
            logSumExp = try FloatStorage(count: rows * configuration.headCount)
            attended = try FloatStorage(count: rows * queries)
            gateUp = try FloatStorage(count: rows * 2 * configuration.intermediateSize)
            activated = try FloatStorage(count: rows * configuration.intermediateSize)
        }
    }

    let layers: [Layer]
    /// [R, H]: after the last layer, after the last norm, and [R].
    let last: FloatStorage
    let lastNormed: FloatStorage
    let lastInverse: FloatStorage
    /// [R] each.
    let losses: FloatStorage
    let logSumExp: FloatStorage
    /// [R, H]: of the residual stream, and of what a norm leaves.
    let hiddenGradient: FloatStorage
    let normedGradient: FloatStorage
    /// [R, (Q + 2G)·D].
    let queryKeyValueGradient: FloatStorage
    /// [R, Q·D].
    let attendedGradient: FloatStorage
    /// [R, I].
    let activatedGradient: FloatStorage
    let attentionScratch: FloatStorage
    let headScratch: FloatStorage

    init(configuration: ModelConfiguration, rows: Int, context: Int) throws {
        let width = configuration.hiddenSize
        layers = try (0..<configuration.layerCount).map { _ in
            try Layer(configuration: configuration, rows: rows)
        }
        last = try FloatStorage(count: rows * width)
        lastNormed = try FloatStorage(count: rows * width)
        lastInverse = try FloatStorage(count: rows)
        losses = try FloatStorage(count: rows)
        logSumExp = try FloatStorage(count: rows)
        hiddenGradient = try FloatStorage(count: rows * width)
        normedGradient = try FloatStorage(count: rows * width)
        queryKeyValueGradient = try FloatStorage(count: rows * configuration.queryKeyValueWidth)
        attendedGradient = try FloatStorage(count: rows * configuration.headCount * configuration.headDimension)
        activatedGradient = try FloatStorage(count: rows * configuration.intermediateSize)
        attentionScratch = try FloatStorage(
            count: AttentionKernel.scratchCount(tokens: context, heads: configuration.heads))
        let tile = min(rows, LinearKernel.tileRows)
        headScratch = try FloatStorage(
            count: HeadKernel.scratchCount(rows: tile, vocabulary: configuration.vocabularySize))
    }
}
