import CBLASKernels
import Checkpoints

/// Takes blocks through the whole model, reading each layer once.
///
/// All threads read the tensors of a layer, then all take blocks through it. One buffer holds, in turn, the embedding,
/// each layer and the head.
final class ForwardRun {
    private let model: LanguageModel
    private let blocks: [TokenBlock]
    private let team: ThreadTeam
    private let table: RotaryTable
    private let workspaces: [Workspace]
    private let weights: FloatStorage
    private var hidden: [FloatStorage] = []
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - blocks: all blocks that any call of ``run(_:observing:finished:)`` will name.
    ///   - isCancelled: asked by each thread before each block.
    init(model: LanguageModel, blocks: [TokenBlock], team: ThreadTeam, isCancelled: @escaping () -> Bool) throws {
        self.model = model
        self.blocks = blocks
        self.team = team
        self.isCancelled = isCancelled
        let configuration = model.configuration
        let longest = blocks.lazy.flatMap(\.spans).map(\.count).max() ?? 0
        table = RotaryTable(configuration: configuration, positions: longest)
        workspaces = try (0..<team.count).map { _ in try Workspace(configuration: configuration, blocks: blocks) }
        var layer = ParameterLayout()
        _ = LayerOffsets(layer: 0, configuration: configuration, in: &layer)
        let trunk = configuration.hiddenSize + configuration.vocabularySize * configuration.hiddenSize
        weights = try FloatStorage(count: max(layer.elementCount, trunk))
    }

    /// Runs one pass over some of the blocks and returns their losses, in order: one a scored row.
    ///
    /// - Parameters:
    ///   - observe: is shown the hidden states of every block after the embedding and after each layer; for tests.
    ///   - finished: called on the caller's thread after each layer, and after the head.
    func run(
        _ range: Range<Int>, observing observe: (([FloatStorage]) -> Void)? = nil, finished: () -> Void
    ) throws -> [[Float]] {
        let width = model.configuration.hiddenSize
        hidden = try range.map { try FloatStorage(count: blocks[$0].rows * width) }
        defer { hidden = [] }
        try embed(range)
        observe?(hidden)
        for layer in 0..<model.configuration.layerCount {
            try runLayer(layer, range)
            observe?(hidden)
            finished()
        }
        let losses = try runHead(range)
        finished()
        return losses
    }

    private func embed(_ range: Range<Int>) throws {
        let configuration = model.configuration
        try read([(model.embeddingName, 0, configuration.vocabularySize * configuration.hiddenSize)])
        try forEachBlock(range) { block, hidden, _ in
            try LanguageModelError.check(
                assay_embedding_forward(
                    block.rows, configuration.hiddenSize, configuration.vocabularySize, block.tokens,
                    self.weights.start, hidden.start))
        }
    }

    private func runLayer(_ layer: Int, _ range: Range<Int>) throws {
        var layout = ParameterLayout()
        let offsets = LayerOffsets(layer: layer, configuration: model.configuration, in: &layout)
        try read(layout.placements.map { ($0.name, $0.offset, $0.elementCount) })
        let pass = LayerPass(
            configuration: model.configuration, offsets: offsets,
            matrices: LayerMatrices(offsets, configuration: model.configuration),
            weights: LayerWeights(parameters: weights.start), table: table, layer: layer)
        try forEachBlock(range) { block, hidden, workspace in
            try pass.run(block, hidden: hidden.start, in: workspace)
        }
    }

    private func runHead(_ range: Range<Int>) throws -> [[Float]] {
        let configuration = model.configuration
        let width = configuration.hiddenSize
        try read([
            (configuration.lastNormName, 0, width),
            (model.headName, width, configuration.vocabularySize * width),
        ])
        let pass = HeadPass(configuration: configuration, norm: weights.start, head: weights.start + width)
        let losses = try range.map { try FloatStorage(count: blocks[$0].paddedTargets) }
        try team.forEach(below: range.count) { item, thread in
            try self.stopIfCancelled()
            try pass.run(
                self.blocks[range.lowerBound + item], hidden: self.hidden[item].start, losses: losses[item].start,
                in: self.workspaces[thread])
        }
        return zip(range, losses).map { index, storage in
            Array(UnsafeBufferPointer(start: storage.start, count: blocks[index].scoredRows.count))
        }
    }

    /// Reads tensors into the weights, large ones in runs, so that all threads share even a single table.
    private func read(_ tensors: [(name: TensorName, offset: Int, count: Int)]) throws {
        let run = 1 << 20
        let parts = tensors.flatMap { tensor in
            stride(from: 0, to: tensor.count, by: run).map { start in
                (name: tensor.name, offset: tensor.offset, elements: start..<min(start + run, tensor.count))
            }
        }
        try team.forEach(below: parts.count) { item, _ in
            try self.stopIfCancelled()
            let part = parts[item]
            try self.model.parameters.read(
                part.name, elements: part.elements,
                into: self.weights.part(part.offset + part.elements.lowerBound, part.elements.count))
        }
    }

    private func forEachBlock(
        _ range: Range<Int>, _ body: (TokenBlock, FloatStorage, Workspace) throws -> Void
    ) throws {
        try team.forEach(below: range.count) { item, thread in
            try self.stopIfCancelled()
            try body(self.blocks[range.lowerBound + item], self.hidden[item], self.workspaces[thread])
        }
    }

    private func stopIfCancelled() throws {
        if isCancelled() { throw CancellationError() }
    }
}
