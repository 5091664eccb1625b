import CBLASKernels

/// Several sequences of one length, the rows of which form one matrix.
struct SequenceBlock {
    let sequences: Int
    let context: Int
    /// [sequences · context] each.
    let inputs: [Int32]
    let targets: [Int32]
    let positions: [Int32]

    var rows: Int { sequences * context }
}

/// Takes a block forward and back, and adds its gradient to one array.
struct GradientPass {
    let configuration: ModelConfiguration
    let offsets: ModelOffsets
    let table: RotaryTable
    /// All parameters, laid out as `offsets` says.
    let parameters: UnsafePointer<Float>
    /// What each token's loss is multiplied with before its gradient is taken.
    let scale: Float

    var width: Int { configuration.hiddenSize }
    var queries: Int { configuration.headCount * configuration.headDimension }
    var epsilon: Float { Float(configuration.norm.epsilon) }

    /// Adds the gradient of `scale` · Σ losses to `gradient`, laid out as the parameters; returns Σ losses.
    func run(
        _ block: SequenceBlock, gradient: UnsafeMutablePointer<Float>, in workspace: GradientWorkspace
    ) throws -> Double {
        try forward(block, in: workspace)
        try head(block, gradient: gradient, in: workspace)
        for layer in offsets.layers.indices.reversed() {
            try backward(layer, block, gradient: gradient, in: workspace)
        }
        try LanguageModelError.check(
            assay_embedding_backward(
                block.rows, width, configuration.vocabularySize, block.inputs, workspace.hiddenGradient.start,
                gradient + offsets.embedding))
        return UnsafeBufferPointer(start: workspace.losses.start, count: block.rows).reduce(0) { $0 + Double($1) }
    }

    private func forward(_ block: SequenceBlock, in workspace: GradientWorkspace) throws {
        let first = workspace.layers.first?.hidden ?? workspace.last
        try LanguageModelError.check(
            assay_embedding_forward(
                block.rows, width, configuration.vocabularySize, block.inputs, parameters + offsets.embedding,
                first.start))
        for (index, layer) in workspace.layers.enumerated() {
            let next = index + 1 < workspace.layers.count ? workspace.layers[index + 1].hidden : workspace.last
            try attend(layer, offsets.layers[index], block, scratch: workspace.attentionScratch)
            try feedForward(layer, offsets.layers[index], block.rows, into: next)
        }
        assay_rms_norm_forward(
            block.rows, width, epsilon, workspace.last.start, parameters + offsets.lastNorm,
            workspace.lastNormed.start, workspace.lastInverse.start)
    }

    private func attend(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ block: SequenceBlock, scratch: FloatStorage
    ) throws {
        let rows = block.rows
        let across = configuration.queryKeyValueWidth
        assay_rms_norm_forward(
            rows, width, epsilon, layer.hidden.start, parameters + offsets.attentionNorm,
            layer.attentionNormed.start, layer.attentionInverse.start)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, width, across, layer.attentionNormed.start, parameters + offsets.queryKeyValue, 0,
                layer.queryKeyValue.start))
        try LanguageModelError.check(
            assay_rope_forward(
                rows, configuration.heads, table.pairs, block.positions, table.cosines, table.sines,
                offsets.queryKeyValueBias.map { parameters + $0 }, layer.queryKeyValue.start))
        for sequence in 0..<block.sequences {
            let row = sequence * block.context
            try LanguageModelError.check(
                assay_attention_forward(
                    block.context, configuration.heads, configuration.reach(ofLayer: 0),
                    layer.queryKeyValue.start + row * across,
                    layer.attended.start + row * queries, layer.logSumExp.start + row * configuration.headCount,
                    scratch.start, scratch.count))
        }
        layer.middle.start.update(from: layer.hidden.start, count: rows * width)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, queries, width, layer.attended.start, parameters + offsets.output, 1, layer.middle.start))
        if let bias = offsets.outputBias { assay_bias_forward(rows, width, parameters + bias, layer.middle.start) }
    }

    private func feedForward(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ rows: Int, into next: FloatStorage
    ) throws {
        let inner = configuration.intermediateSize
        assay_rms_norm_forward(
            rows, width, epsilon, layer.middle.start, parameters + offsets.feedForwardNorm,
            layer.feedForwardNormed.start, layer.feedForwardInverse.start)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, width, 2 * inner, layer.feedForwardNormed.start, parameters + offsets.gateUp, 0,
                layer.gateUp.start))
        assay_swiglu_forward(
            rows, inner, offsets.gateUpBias.map { parameters + $0 }, layer.gateUp.start, layer.activated.start)
        next.start.update(from: layer.middle.start, count: rows * width)
        try LanguageModelError.check(
            assay_linear_forward(
                rows, inner, width, layer.activated.start, parameters + offsets.down, 1, next.start))
        if let bias = offsets.downBias { assay_bias_forward(rows, width, parameters + bias, next.start) }
    }

    /// Losses, and the gradient of the residual stream after the last layer.
    private func head(
        _ block: SequenceBlock, gradient: UnsafeMutablePointer<Float>, in workspace: GradientWorkspace
    ) throws {
        try block.targets.withUnsafeBufferPointer { targets in
            guard let targets = targets.baseAddress else { return }
            for row in stride(from: 0, to: block.rows, by: Int(ASSAY_TILE_ROWS)) {
                let rows = min(block.rows - row, Int(ASSAY_TILE_ROWS))
                let normed = workspace.lastNormed.start + row * width
                let sums = workspace.logSumExp.start + row
                try LanguageModelError.check(
                    assay_head_forward(
                        rows, width, configuration.vocabularySize, normed, parameters + offsets.head, targets + row,
                        workspace.losses.start + row, sums, workspace.headScratch.start,
                        workspace.headScratch.count))
                try LanguageModelError.check(
                    assay_head_backward(
                        rows, width, configuration.vocabularySize, normed, parameters + offsets.head, targets + row,
                        sums, scale, workspace.normedGradient.start + row * width, gradient + offsets.head,
                        workspace.headScratch.start, workspace.headScratch.count))
            }
        }
        workspace.hiddenGradient.zero(0, block.rows * width)
        assay_rms_norm_backward(
            block.rows, width, workspace.last.start, parameters + offsets.lastNorm, workspace.lastInverse.start,
            workspace.normedGradient.start, workspace.hiddenGradient.start, gradient + offsets.lastNorm)
    }
}
