import CBLASKernels

/// Takes the hidden states of a block through one layer, in place.
struct LayerPass {
    let configuration: ModelConfiguration
    let offsets: LayerOffsets
    let matrices: LayerMatrices
    let weights: LayerWeights
    let table: RotaryTable
    let layer: Int

    /// - Parameter hidden: [rows, H] of the block.
    func run(_ block: TokenBlock, hidden: UnsafeMutablePointer<Float>, in workspace: Workspace) throws {
        try attend(block, hidden: hidden, in: workspace)
        for start in stride(from: 0, to: block.rows, by: Int(ASSAY_TILE_ROWS)) {
            let rows = min(block.rows - start, Int(ASSAY_TILE_ROWS))
            try feedForward(rows, hidden + start * configuration.hiddenSize, in: workspace)
        }
    }

    private func attend(_ block: TokenBlock, hidden: UnsafeMutablePointer<Float>, in workspace: Workspace) throws {
        let rows = block.rows
        let width = configuration.hiddenSize
        let queries = configuration.headCount * configuration.headDimension
        let across = configuration.queryKeyValueWidth
        let heads = configuration.heads
        assay_rms_norm_forward(
            rows, width, Float(configuration.norm.epsilon), hidden, weights.vector(offsets.attentionNorm),
            workspace.normed.start, nil)
        try weights.projection(matrices.queryKeyValue).apply(
            rows: rows, input: workspace.normed.start, output: workspace.queryKeyValue.start, in: workspace)
        try LanguageModelError.check(
            assay_rope_forward(
                rows, heads, table.pairs, block.positions, table.cosines, table.sines,
                offsets.queryKeyValueBias.map(weights.vector), workspace.queryKeyValue.start))
        for span in block.spans {
            try LanguageModelError.check(
                assay_attention_forward(
                    span.count, heads, configuration.reach(ofLayer: layer),
                    workspace.queryKeyValue.start + span.start * across,
                    workspace.attended.start + span.start * queries, nil, workspace.attentionScratch.start,
                    workspace.attentionScratch.count))
        }
        workspace.attended.zero(block.usedRows * queries, (rows - block.usedRows) * queries)
        try weights.projection(matrices.output).apply(
            rows: rows, input: workspace.attended.start, output: hidden, accumulate: true, in: workspace)
        if let bias = offsets.outputBias { assay_bias_forward(rows, width, weights.vector(bias), hidden) }
    }

    private func feedForward(_ rows: Int, _ hidden: UnsafeMutablePointer<Float>, in workspace: Workspace) throws {
        let width = configuration.hiddenSize
        let inner = configuration.intermediateSize
        assay_rms_norm_forward(
            rows, width, Float(configuration.norm.epsilon), hidden, weights.vector(offsets.feedForwardNorm),
            workspace.normed.start, nil)
        try weights.projection(matrices.gateUp).apply(
            rows: rows, input: workspace.normed.start, output: workspace.gateUp.start, in: workspace)
        assay_swiglu_forward(
            rows, inner, offsets.gateUpBias.map(weights.vector), workspace.gateUp.start, workspace.activated.start)
        try weights.projection(matrices.down).apply(
            rows: rows, input: workspace.activated.start, output: hidden, accumulate: true, in: workspace)
        if let bias = offsets.downBias { assay_bias_forward(rows, width, weights.vector(bias), hidden) }
    }
}
