import Kernels

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
        if let bias = offsets.downBias {
            BiasKernel.backward(rows: rows, width: width, dy: hiddenGradient, dbias: gradient + bias)
        }
        try linearBackward(
            rows, inner, width, output: hiddenGradient, input: layer.activated.start, weight: offsets.down, gradient,
            into: workspace.activatedGradient.start)
        ActivationKernel.swigluBackward(
            rows: rows, width: inner, gateUp: layer.gateUp.start, dact: workspace.activatedGradient.start)
        if let bias = offsets.gateUpBias {
            BiasKernel.backward(rows: rows, width: 2 * inner, dy: layer.gateUp.start, dbias: gradient + bias)
        }
        try linearBackward(
            rows, width, 2 * inner, output: layer.gateUp.start, input: layer.feedForwardNormed.start,
            weight: offsets.gateUp, gradient, into: workspace.normedGradient.start)
        normalizeBackward(
            rows, layer.middle, by: offsets.feedForwardNorm, inverse: layer.feedForwardInverse, gradient, workspace)
    }

    private func attentionBackward(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ block: SequenceBlock,
        _ gradient: UnsafeMutablePointer<Float>, _ workspace: GradientWorkspace
    ) throws {
        let rows = block.rows
        let across = configuration.queryKeyValueWidth
        let hiddenGradient = workspace.hiddenGradient.start
        let turned = workspace.queryKeyValueGradient.start
        if let bias = offsets.outputBias {
            BiasKernel.backward(rows: rows, width: width, dy: hiddenGradient, dbias: gradient + bias)
        }
        try linearBackward(
            rows, queries, width, output: hiddenGradient, input: layer.attended.start, weight: offsets.output,
            gradient, into: workspace.attendedGradient.start)
        for sequence in 0..<block.sequences {
            let row = sequence * block.context
            try AttentionKernel.backward(
                tokens: block.context, heads: configuration.heads, qkv: layer.queryKeyValue.start + row * across,
                out: layer.attended.start + row * queries,
                logSumExp: layer.logSumExp.start + row * configuration.headCount,
                dout: workspace.attendedGradient.start + row * queries, dqkv: turned + row * across,
                scratch: workspace.attentionScratch)
        }
        try RotaryKernel.backward(
            rows: rows, heads: configuration.heads, pairs: table.pairs, positions: block.positions,
            cosines: table.cosines, sines: table.sines, dqkv: turned)
        if let bias = offsets.queryKeyValueBias {
            BiasKernel.backward(rows: rows, width: across, dy: turned, dbias: gradient + bias)
        }
        try linearBackward(
            rows, width, across, output: turned, input: layer.attentionNormed.start, weight: offsets.queryKeyValue,
            gradient, into: workspace.normedGradient.start)
        normalizeBackward(
            rows, layer.hidden, by: offsets.attentionNorm, inverse: layer.attentionInverse, gradient, workspace)
    }

    /// Takes the gradient of what a norm left, in the workspace, to that of the residual stream, and adds that of the
    /// norm's weight.
    func normalizeBackward(
        _ rows: Int, _ input: FloatStorage, by weight: Int, inverse: FloatStorage,
        _ gradient: UnsafeMutablePointer<Float>, _ workspace: GradientWorkspace
    ) {
        NormKernel.rmsBackward(
            rows: rows, width: width, x: input.start, weight: parameters + weight, inverse: inverse.start,
            dy: workspace.normedGradient.start, dx: workspace.hiddenGradient.start, dweight: gradient + weight)
    }

    /// The gradient of a linear layer: of its input, overwritten, and of its weight, added.
    private func linearBackward(
        _ rows: Int, _ inputs: Int, _ outputs: Int, output: UnsafePointer<Float>, input: UnsafePointer<Float>,
        weight: Int, _ gradient: UnsafeMutablePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
    ) throws {
        try LinearKernel.backwardWeight(
            rows: rows, inputs: inputs, outputs: outputs, dy: output, x: input, dw: gradient + weight)
        try LinearKernel.backwardInput(
            rows: rows, inputs: inputs, outputs: outputs, dy: output, w: parameters + weight, dx: inputGradient)
    }
}
