import CBLASKernels

extension GradientPass {
    /// Takes the gradient of the residual stream back through one layer, and adds that of the layer's parameters.
    func backward(
        _ index: Int, _ block: SequenceBlock, gradient: UnsafeMutablePointer<Float>, in workspace: GradientWorkspace
    ) throws {
        let layer = workspace.layers[index]
        let offsets = offsets.layers[index]
        try feedForwardBackward(layer, offsets, block.rows, gradient, workspace)
        try attentionBackward(layer, offsets, block, gradient, workspace)
    }

    private func feedForwardBackward(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ rows: Int,
        _ gradient: UnsafeMutablePointer<Float>, _ workspace: GradientWorkspace
    ) throws {
        let inner = configuration.intermediateSize
        let hiddenGradient = workspace.hiddenGradient.start
        if let bias = offsets.downBias { assay_bias_backward(rows, width, hiddenGradient, gradient + bias) }
        try linearBackward(
            rows, inner, width, output: hiddenGradient, input: layer.activated.start, weight: offsets.down, gradient,
            into: workspace.activatedGradient.start)
        assay_swiglu_backward(rows, inner, layer.gateUp.start, workspace.activatedGradient.start)
        if let bias = offsets.gateUpBias {
            assay_bias_backward(rows, 2 * inner, layer.gateUp.start, gradient + bias)
        }
        try linearBackward(
            rows, width, 2 * inner, output: layer.gateUp.start, input: layer.feedForwardNormed.start,
            weight: offsets.gateUp, gradient, into: workspace.normedGradient.start)
        assay_rms_norm_backward(
            rows, width, layer.middle.start, parameters + offsets.feedForwardNorm, layer.feedForwardInverse.start,
            workspace.normedGradient.start, hiddenGradient, gradient + offsets.feedForwardNorm)
    }

    private func attentionBackward(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ block: SequenceBlock,
        _ gradient: UnsafeMutablePointer<Float>, _ workspace: GradientWorkspace
    ) throws {
        let rows = block.rows
        let across = configuration.queryKeyValueWidth
        let hiddenGradient = workspace.hiddenGradient.start
        let turned = workspace.queryKeyValueGradient.start
        if let bias = offsets.outputBias { assay_bias_backward(rows, width, hiddenGradient, gradient + bias) }
        try linearBackward(
            rows, queries, width, output: hiddenGradient, input: layer.attended.start, weight: offsets.output,
            gradient, into: workspace.attendedGradient.start)
        for sequence in 0..<block.sequences {
            let row = sequence * block.context
            try LanguageModelError.check(
                assay_attention_backward(
                    block.context, configuration.heads, layer.queryKeyValue.start + row * across,
                    layer.attended.start + row * queries, layer.logSumExp.start + row * configuration.headCount,
                    workspace.attendedGradient.start + row * queries, turned + row * across,
                    workspace.attentionScratch.start, workspace.attentionScratch.count))
        }
        try LanguageModelError.check(
            assay_rope_backward(
                rows, configuration.heads, table.pairs, block.positions, table.cosines, table.sines, turned))
        if let bias = offsets.queryKeyValueBias { assay_bias_backward(rows, across, turned, gradient + bias) }
        try linearBackward(
            rows, width, across, output: turned, input: layer.attentionNormed.start, weight: offsets.queryKeyValue,
            gradient, into: workspace.normedGradient.start)
        assay_rms_norm_backward(
            rows, width, layer.hidden.start, parameters + offsets.attentionNorm, layer.attentionInverse.start,
            workspace.normedGradient.start, hiddenGradient, gradient + offsets.attentionNorm)
    }

    /// The gradient of a linear layer: of its input, overwritten, and of its weight, added.
    private func linearBackward(
        _ rows: Int, _ inputs: Int, _ outputs: Int, output: UnsafePointer<Float>, input: UnsafePointer<Float>,
        weight: Int, _ gradient: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
    ) throws {
        try LanguageModelError.check(
            assay_linear_backward_weight(rows, inputs, outputs, output, input, gradient + weight))
        try LanguageModelError.check(
            assay_linear_backward_input(rows, inputs, outputs, output, parameters + weight, 0, inputGradient))
    }
}
