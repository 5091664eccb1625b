import CBLASKernels

/// Takes the hidden states of a block through one layer, in place.
struct LayerPass {
    let configuration: LlamaConfiguration
    let offsets: LayerOffsets
    /// The layer's parameters, laid out as `offsets` says.
    let parameters: UnsafePointer<Float>
    let table: RotaryTable

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
            rows, width, Float(configuration.rmsNormEpsilon), hidden, parameters + offsets.attentionNorm,
            workspace.normed.start, nil)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, width, across, workspace.normed.start, parameters + offsets.queryKeyValue, 0,
                workspace.queryKeyValue.start))
        try LanguageModelError.check(
            assay_rope_forward(
                rows, heads, block.positions, table.cosines, table.sines,
                offsets.queryKeyValueBias.map { parameters + $0 }, workspace.queryKeyValue.start))
        for span in block.spans {
            try LanguageModelError.check(
                assay_attention_forward(
                    span.count, heads, workspace.queryKeyValue.start + span.start * across,
                    workspace.attended.start + span.start * queries, nil, workspace.attentionScratch.start,
                    workspace.attentionScratch.count))
        }
        workspace.attended.zero(block.usedRows * queries, (rows - block.usedRows) * queries)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, queries, width, workspace.attended.start, parameters + offsets.output, 1, hidden))
        if let bias = offsets.outputBias { assay_bias_forward(rows, width, parameters + bias, hidden) }
    }

    private func feedForward(_ rows: Int, _ hidden: UnsafeMutablePointer<Float>, in workspace: Workspace) throws {
        let width = configuration.hiddenSize
        let inner = configuration.intermediateSize
        assay_rms_norm_forward(
            rows, width, Float(configuration.rmsNormEpsilon), hidden, parameters + offsets.feedForwardNorm,
            workspace.normed.start, nil)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, width, 2 * inner, workspace.normed.start, parameters + offsets.gateUp, 0,
                workspace.gateUp.start))
        assay_swiglu_forward(
            rows, inner, offsets.gateUpBias.map { parameters + $0 }, workspace.gateUp.start,
            workspace.activated.start)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, inner, width, workspace.activated.start, parameters + offsets.down, 1, hidden))
        if let bias = offsets.downBias { assay_bias_forward(rows, width, parameters + bias, hidden) }
    }
}
