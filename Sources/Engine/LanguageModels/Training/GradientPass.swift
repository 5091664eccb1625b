import Kernels

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
        try EmbeddingKernel.backward(
            rows: block.rows, width: width, vocabulary: configuration.vocabularySize, ids: block.inputs,
            dh: workspace.hiddenGradient.start, dtable: gradient + offsets.embedding)
        return UnsafeBufferPointer(start: workspace.losses.start, count: block.rows).reduce(0) { $0 + Double($1) }
    }

    private func forward(_ block: SequenceBlock, in workspace: GradientWorkspace) throws {
        let first = workspace.layers.first?.hidden ?? workspace.last
        try EmbeddingKernel.forward(
            rows: block.rows, width: width, vocabulary: configuration.vocabularySize, ids: block.inputs,
            table: parameters + offsets.embedding, h: first.start)
        for (index, layer) in workspace.layers.enumerated() {
            let next = index + 1 < workspace.layers.count ? workspace.layers[index + 1].hidden : workspace.last
            try attend(layer, offsets.layers[index], block, scratch: workspace.attentionScratch)
            try feedForward(layer, offsets.layers[index], block.rows, into: next)
        }
        normalize(
            block.rows, workspace.last, by: offsets.lastNorm, into: workspace.lastNormed,
            inverse: workspace.lastInverse)
    }

    private func attend(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ block: SequenceBlock, scratch: FloatStorage
    ) throws {
        let rows = block.rows
        let across = configuration.queryKeyValueWidth
        normalize(
            rows, layer.hidden, by: offsets.attentionNorm, into: layer.attentionNormed,
            inverse: layer.attentionInverse)
        try LinearKernel.forward(
            rows: rows, inputs: width, outputs: across, x: layer.attentionNormed.start,
            w: parameters + offsets.queryKeyValue, y: layer.queryKeyValue.start)
        try RotaryKernel.forward(
            rows: rows, heads: configuration.heads, pairs: table.pairs, positions: block.positions,
            cosines: table.cosines, sines: table.sines, bias: offsets.queryKeyValueBias.map { parameters + $0 },
            qkv: layer.queryKeyValue.start)
        for sequence in 0..<block.sequences {
            let row = sequence * block.context
            try AttentionKernel.forward(
                tokens: block.context, heads: configuration.heads, reach: configuration.reach(ofLayer: 0),
                qkv: layer.queryKeyValue.start + row * across, out: layer.attended.start + row * queries,
                logSumExp: layer.logSumExp.start + row * configuration.headCount, scratch: scratch)
        }
        layer.middle.start.update(from: layer.hidden.start, count: rows * width)
        try LinearKernel.forward(
            rows: rows, inputs: queries, outputs: width, x: layer.attended.start, w: parameters + offsets.output,
            accumulate: true, y: layer.middle.start)
        if let bias = offsets.outputBias {
            BiasKernel.add(rows: rows, width: width, bias: parameters + bias, y: layer.middle.start)
        }
    }

    private func feedForward(
        _ layer: GradientWorkspace.Layer, _ offsets: LayerOffsets, _ rows: Int, into next: FloatStorage
    ) throws {
        let inner = configuration.intermediateSize
        normalize(
            rows, layer.middle, by: offsets.feedForwardNorm, into: layer.feedForwardNormed,
            inverse: layer.feedForwardInverse)
        try LinearKernel.forward(
            rows: rows, inputs: width, outputs: 2 * inner, x: layer.feedForwardNormed.start,
            w: parameters + offsets.gateUp, y: layer.gateUp.start)
        ActivationKernel.swiglu(
            rows: rows, width: inner, bias: offsets.gateUpBias.map { parameters + $0 }, gateUp: layer.gateUp.start,
            act: layer.activated.start)
        next.start.update(from: layer.middle.start, count: rows * width)
        try LinearKernel.forward(
            rows: rows, inputs: inner, outputs: width, x: layer.activated.start, w: parameters + offsets.down,
            accumulate: true, y: next.start)
        if let bias = offsets.downBias {
            BiasKernel.add(rows: rows, width: width, bias: parameters + bias, y: next.start)
        }
    }

    /// RMSNorm of each row, by the weight at an offset: [rows, H] each, and the inverses [rows].
    private func normalize(
        _ rows: Int, _ from: FloatStorage, by weight: Int, into to: FloatStorage, inverse: FloatStorage
    ) {
        NormKernel.rms(
            rows: rows, width: width, epsilon: epsilon, x: from.start, weight: parameters + weight, y: to.start,
            inverse: inverse.start)
    }

    /// Losses, and the gradient of the residual stream after the last layer.
    private func head(
        _ block: SequenceBlock, gradient: UnsafeMutablePointer<Float>, in workspace: GradientWorkspace
    ) throws {
        try block.targets.withUnsafeBufferPointer { targets in
            guard let targets = targets.baseAddress else { return }
            for row in stride(from: 0, to: block.rows, by: LinearKernel.tileRows) {
                let rows = min(block.rows - row, LinearKernel.tileRows)
                let normed = workspace.lastNormed.start + row * width
                let sums = workspace.logSumExp.start + row
                try HeadKernel.forward(
                    rows: rows, width: width, vocabulary: configuration.vocabularySize, x: normed,
                    w: parameters + offsets.head, targets: targets + row, losses: workspace.losses.start + row,
                    logSumExp: sums, scratch: workspace.headScratch)
                try HeadKernel.backward(
                    rows: rows, width: width, vocabulary: configuration.vocabularySize, x: normed,
                    w: parameters + offsets.head, targets: targets + row, logSumExp: sums, scale: scale,
                    dx: workspace.normedGradient.start + row * width, dw: gradient + offsets.head,
                    scratch: workspace.headScratch)
            }
        }
        workspace.hiddenGradient.zero(0, block.rows * width)
        normalizeBackward(
            block.rows, workspace.last, by: offsets.lastNorm, inverse: workspace.lastInverse, gradient, workspace)
    }
}
