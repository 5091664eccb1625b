import Kernels

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
        let normed = workspace.normed.start
        switch configuration.residual {
        case .normBefore:
            attentionNorm.run(rows: block.rows, from: hidden, to: normed)
            try attend(block, input: normed, in: workspace)
            try project(block.rows, output: hidden, accumulate: true, in: workspace)
            feedForwardNorm.run(rows: block.rows, from: hidden, to: normed)
            try feedForward(block.rows, input: normed, output: hidden, accumulate: true, in: workspace)
        case .normAfter:
            try attend(block, input: hidden, in: workspace)
            try project(block.rows, output: normed, accumulate: false, in: workspace)
            attentionNorm.add(rows: block.rows, from: normed, to: hidden)
            try feedForward(block.rows, input: hidden, output: normed, accumulate: false, in: workspace)
            feedForwardNorm.add(rows: block.rows, from: normed, to: hidden)
        case .parallel:
            attentionNorm.run(rows: block.rows, from: hidden, to: normed)
            try attend(block, input: normed, in: workspace)
            // The second norm is of the states as the layer got them, so it goes before anything is added to them.
            feedForwardNorm.run(rows: block.rows, from: hidden, to: normed)
            try project(block.rows, output: hidden, accumulate: true, in: workspace)
            try feedForward(block.rows, input: normed, output: hidden, accumulate: true, in: workspace)
        }
    }

    private var attentionNorm: NormPass { norm(at: offsets.attentionNorm) }
    private var feedForwardNorm: NormPass { norm(at: offsets.feedForwardNorm) }

    private func norm(at offset: Int) -> NormPass {
        NormPass(norm: configuration.norm, width: configuration.hiddenSize, parameters: weights.vector(offset))
    }

    /// - Parameters:
    ///   - input: [rows, H].
    ///   - output: [rows, H], written or added to.
    private func feedForward(
        _ rows: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, accumulate: Bool,
        in workspace: Workspace
    ) throws {
        let width = configuration.hiddenSize
        for start in stride(from: 0, to: rows, by: LinearKernel.tileRows) {
            let tile = min(rows - start, LinearKernel.tileRows)
            let target = output + start * width
            try weights.projection(matrices.gateUp).apply(
                rows: tile, input: input + start * width, output: workspace.gateUp.start, in: workspace)
            try weights.projection(matrices.down).apply(
                rows: tile, input: activate(tile, in: workspace), output: target, accumulate: accumulate,
                in: workspace)
            if let bias = offsets.downBias {
                BiasKernel.add(rows: tile, width: width, bias: weights.vector(bias), y: target)
            }
        }
    }

    /// Applies what stands between the matrices, and returns where its result lies: [rows, I].
    private func activate(_ rows: Int, in workspace: Workspace) -> UnsafePointer<Float> {
        let inner = configuration.intermediateSize
        let bias = offsets.gateUpBias.map(weights.vector)
        let values = workspace.gateUp.start
        switch configuration.feedForward {
        case .gated:
            ActivationKernel.swiglu(
                rows: rows, width: inner, bias: bias, gateUp: values, act: workspace.activated.start)
            return UnsafePointer(workspace.activated.start)
        case .plain(.gelu):
            ActivationKernel.gelu(rows: rows, width: inner, bias: bias, x: values)
        case .plain(.tanhGelu):
            ActivationKernel.tanhGelu(rows: rows, width: inner, bias: bias, x: values)
        }
        return UnsafePointer(values)
    }
}
