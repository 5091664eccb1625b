import CBLASKernels

extension LayerPass {
    /// Leaves what the heads attended to in the workspace: [rows, Q·D].
    ///
    /// - Parameter input: [rows, H].
    func attend(_ block: TokenBlock, input: UnsafePointer<Float>, in workspace: Workspace) throws {
        let queries = configuration.headCount * configuration.headDimension
        let across = configuration.queryKeyValueWidth
        let values = workspace.queryKeyValue.start
        try weights.projection(matrices.queryKeyValue).apply(
            rows: block.rows, input: input, output: values, in: workspace)
        try placeQueriesAndKeys(block, values)
        for span in block.spans {
            try LanguageModelError.check(
                assay_attention_forward(
                    span.count, configuration.heads, configuration.reach(ofLayer: layer),
                    values + span.start * across, workspace.attended.start + span.start * queries, nil,
                    workspace.attentionScratch.start, workspace.attentionScratch.count))
        }
        workspace.attended.zero(block.usedRows * queries, (block.rows - block.usedRows) * queries)
    }

    /// Takes what was attended to back to the width of the residual stream.
    ///
    /// - Parameter output: [rows, H], written or added to.
    func project(
        _ rows: Int, output: UnsafeMutablePointer<Float>, accumulate: Bool, in workspace: Workspace
    ) throws {
        try weights.projection(matrices.output).apply(
            rows: rows, input: workspace.attended.start, output: output, accumulate: accumulate, in: workspace)
        if let bias = offsets.outputBias {
            assay_bias_forward(rows, configuration.hiddenSize, weights.vector(bias), output)
        }
    }

    /// Bias, clipping, norms and rotation, in this order, as far as the model has them.
    private func placeQueriesAndKeys(_ block: TokenBlock, _ values: UnsafeMutablePointer<Float>) throws {
        let across = configuration.queryKeyValueWidth
        var bias = offsets.queryKeyValueBias.map(weights.vector)
        let isTurnedAtOnce =
            configuration.rotary != nil && configuration.queryKeyValueClip == nil && configuration.queryKeyNorm == nil
        if let added = bias, !isTurnedAtOnce {
            assay_bias_forward(block.rows, across, added, values)
            bias = nil
        }
        if let limit = configuration.queryKeyValueClip {
            assay_clip_forward(block.rows * across, Float(limit), values)
        }
        normalizeQueriesAndKeys(block.rows, values)
        guard configuration.rotary != nil else { return }
        try LanguageModelError.check(
            assay_rope_forward(
                block.rows, configuration.heads, table.pairs, block.positions, table.cosines, table.sines, bias,
                values))
    }

    private func normalizeQueriesAndKeys(_ rows: Int, _ values: UnsafeMutablePointer<Float>) {
        guard let kind = configuration.queryKeyNorm, let query = offsets.queryNorm, let key = offsets.keyNorm else {
            return
        }
        let width = configuration.headDimension
        let parts = [
            (configuration.headCount, query, 0), (configuration.keyValueHeadCount, key, configuration.headCount),
        ]
        for (heads, weight, first) in parts {
            let isPerHead = kind == .perHead
            assay_group_norm_forward(
                rows, configuration.queryKeyValueWidth, isPerHead ? heads : 1, isPerHead ? width : heads * width,
                Float(configuration.norm.epsilon), weights.vector(weight), values + first * width)
        }
    }
}
