import Kernels

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
            try AttentionKernel.forward(
                tokens: span.count, heads: configuration.heads, reach: configuration.reach(ofLayer: layer),
                qkv: values + span.start * across, out: workspace.attended.start + span.start * queries,
                scratch: workspace.attentionScratch)
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
            BiasKernel.add(rows: rows, width: configuration.hiddenSize, bias: weights.vector(bias), y: output)
        }
    }

    /// Bias, clipping, norms and rotation, in this order, as far as the model has them.
    private func placeQueriesAndKeys(_ block: TokenBlock, _ values: UnsafeMutablePointer<Float>) throws {
        let across = configuration.queryKeyValueWidth
        var bias = offsets.queryKeyValueBias.map(weights.vector)
        let isTurnedAtOnce =
            configuration.rotary != nil && configuration.queryKeyValueClip == nil && configuration.queryKeyNorm == nil
        if let added = bias, !isTurnedAtOnce {
            BiasKernel.add(rows: block.rows, width: across, bias: added, y: values)
            bias = nil
        }
        if let limit = configuration.queryKeyValueClip {
            BiasKernel.clip(count: block.rows * across, limit: Float(limit), x: values)
        }
        normalizeQueriesAndKeys(block.rows, values)
        guard configuration.rotary != nil else { return }
        try RotaryKernel.forward(
            rows: block.rows, heads: configuration.heads, pairs: table.pairs, positions: block.positions,
            cosines: table.cosines, sines: table.sines, bias: bias, qkv: values)
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
            NormKernel.rmsOfGroups(
                rows: rows, stride: configuration.queryKeyValueWidth, groups: isPerHead ? heads : 1,
                width: isPerHead ? width : heads * width, epsilon: Float(configuration.norm.epsilon),
                weight: weights.vector(weight), x: values + first * width)
        }
    }
}
