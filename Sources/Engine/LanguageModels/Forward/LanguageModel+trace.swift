import Checkpoints
import Kernels

/// What a model computes on its way to the logits: to hold it against another implementation.
public struct ForwardTrace: Sendable {
    /// After the embedding, then after each layer: [tokens, hiddenSize] each.
    public let layerOutputs: [[Float]]
    /// [tokens, vocabularySize].
    public let logits: [Float]
}

extension LanguageModel {
    /// Runs one window and keeps everything.
    ///
    /// Slow and large: for comparisons, not for scoring.
    ///
    /// - Parameter tokens: at least one, at most the context.
    public func trace(_ tokens: [Int32], threads: Int = 1) throws -> ForwardTrace {
        let window = TokenWindow(inputs: tokens, targets: tokens)
        try validate([[window]])
        let blocks = TokenBlock.blocks(of: [window], document: 0)
        let run = try ForwardRun(model: self, blocks: blocks, team: ThreadTeam(count: threads)) { false }
        let width = configuration.hiddenSize
        var outputs: [[Float]] = []
        _ = try run.run(
            0..<blocks.count,
            observing: { hidden in
                outputs.append(Array(hidden.flatMap(\.array).prefix(tokens.count * width)))
            }, finished: {})
        return ForwardTrace(layerOutputs: outputs, logits: try logits(of: outputs.last ?? [], rows: tokens.count))
    }

    private func logits(of hidden: [Float], rows: Int) throws -> [Float] {
        let width = configuration.hiddenSize
        let vocabulary = configuration.vocabularySize
        let layout = configuration.lastNormLayout
        let norm = try FloatStorage(count: layout.elementCount)
        let head = try FloatStorage(count: vocabulary * width)
        let normed = try FloatStorage(count: rows * width)
        let logits = try FloatStorage(count: rows * vocabulary)
        for tensor in layout.placements {
            try tensors.read(tensor.name, into: norm.part(tensor.offset, tensor.elementCount))
        }
        try parameters.read(headName, into: head.part(0, vocabulary * width))
        NormPass(norm: configuration.norm, width: width, parameters: norm.start)
            .run(rows: rows, from: hidden, to: normed.start)
        try LinearKernel.forward(
            rows: rows, inputs: width, outputs: vocabulary, x: normed.start, w: head.start, y: logits.start)
        return logits.array
    }
}
