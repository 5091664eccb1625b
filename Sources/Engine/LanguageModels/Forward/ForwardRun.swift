import Checkpoints
import Kernels

/// Takes blocks through one or several models, reading each layer of them once a pass.
///
/// All threads read the tensors of a layer, then all take blocks through it. One buffer a model holds, in turn, each
/// layer and each slice of the head; of the embedding, only the rows of the pass are read.
final class ForwardRun {
    let model: LanguageModel
    let parameters: any TensorBatch
    let blocks: [TokenBlock]
    let team: ThreadTeam
    let workspaces: [Workspace]
    /// One a model.
    let memories: [LayerMemory]
    private let table: RotaryTable
    /// The hidden states of the pass, one a model: [rows of all its blocks, H].
    private var hidden: [FloatStorage] = []
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - model: the shape of every model, and the names of their tensors.
    ///   - parameters: those of the models; `nil` for the model's own.
    ///   - blocks: all blocks that any call of ``run(_:observing:finished:)`` will name.
    ///   - isCancelled: asked by each thread before each block.
    init(
        model: LanguageModel, parameters: (any TensorBatch)? = nil, unit: ProductUnit = .blas,
        blocks: [TokenBlock], team: ThreadTeam, isCancelled: @escaping () -> Bool
    ) throws {
        self.model = model
        self.parameters = parameters ?? SeparateSources(model.parameters)
        self.blocks = blocks
        self.team = team
        self.isCancelled = isCancelled
        let configuration = model.configuration
        let longest = blocks.lazy.flatMap(\.spans).map(\.count).max() ?? 0
        table = RotaryTable(configuration: configuration, positions: longest)
        workspaces = try (0..<team.count).map { _ in
            try Workspace(configuration: configuration, unit: unit, blocks: blocks)
        }
        var layer = ParameterLayout()
        _ = LayerOffsets(layer: 0, configuration: configuration, in: &layer)
        let count = max(
            layer.elementCount, configuration.hiddenSize * HeadKernel.tile(vocabulary: configuration.vocabularySize))
        memories = try (0..<self.parameters.count).map { _ in try LayerMemory(count: count, unit: unit) }
    }

    /// Runs one pass over some of the blocks.
    ///
    /// - Parameters:
    ///   - observe: is shown each model's hidden states after the embedding and after each layer; for tests.
    ///   - finished: called on the caller's thread after each layer, and after the head.
    /// - Returns: for each model the losses of each block, in order: one a scored row.
    func run(
        _ range: Range<Int>, observing observe: (([FloatStorage]) -> Void)? = nil, finished: () -> Void
    ) throws -> [[[Float]]] {
        let pass = BlockRange(blocks: blocks, range: range, width: model.configuration.hiddenSize)
        hidden = try memories.map { _ in try FloatStorage(count: pass.rows * pass.width) }
        defer { hidden = [] }
        try embed(pass)
        observe?(hidden)
        for layer in 0..<model.configuration.layerCount {
            try runLayer(layer, pass)
            observe?(hidden)
            finished()
        }
        let losses = try runHead(pass, hidden: hidden)
        finished()
        return losses
    }

    private func embed(_ pass: BlockRange) throws {
        let tokens = TableRows(
            of: model.embeddingName, width: pass.width, rows: blocks[pass.range].lazy.flatMap(\.tokens))
        try forEach(below: tokens.pieceCount) { piece, _ in
            try tokens.gather(piece, from: self.parameters, adding: false, to: self.hidden)
        }
        guard let name = model.configuration.positionsName else { return }
        let positions = TableRows(
            of: model.tensors.storedName(of: name), width: pass.width,
            rows: blocks[pass.range].lazy.flatMap(\.positions))
        try forEach(below: positions.pieceCount) { piece, _ in
            try positions.gather(piece, from: self.parameters, adding: true, to: self.hidden)
        }
    }

    private func runLayer(_ layer: Int, _ pass: BlockRange) throws {
        var layout = ParameterLayout()
        let offsets = LayerOffsets(layer: layer, configuration: model.configuration, in: &layout)
        try read(layout)
        let matrices = LayerMatrices(offsets, configuration: model.configuration)
        try prepare(matrices.all)
        let layers = memories.map {
            LayerPass(
                configuration: model.configuration, offsets: offsets, matrices: matrices,
                weights: $0.weights(matrices.all),
                table: table, layer: layer)
        }
        try forEachBlock(of: pass) { model, block, place, workspace in
            try layers[model].run(self.blocks[block], hidden: self.hidden[model].start + place, in: workspace)
        }
    }

    /// Reads tensors into every model's memory, and arranges them there.
    func read(_ layout: ParameterLayout) throws {
        try read(
            layout.placements.map { (model.tensors.storedName(of: $0.name), $0.offset, 0..<$0.elementCount) })
        let arranged = layout.placements.filter(\.isArranged)
        try forEach(below: arranged.count * memories.count) { item, _ in
            let (model, placement) = item.quotientAndRemainder(dividingBy: arranged.count)
            arranged[placement].arrange(in: self.memories[model].parameters.start)
        }
    }

    /// Reads runs of tensors into every model's memory, large ones in parts, so that all threads share even a single
    /// table.
    func read(_ tensors: [(name: TensorName, offset: Int, elements: Range<Int>)]) throws {
        let run = 1 << 20
        let parts = tensors.flatMap { tensor in
            stride(from: 0, to: tensor.elements.count, by: run).map { start in
                let first = tensor.elements.lowerBound + start
                let count = min(tensor.elements.count - start, run)
                return (name: tensor.name, offset: tensor.offset + start, elements: first..<first + count)
            }
        }
        try forEach(below: parts.count) { item, _ in
            let part = parts[item]
            try self.parameters.read(
                part.name, elements: part.elements,
                into: self.memories.map { $0.parameters.part(part.offset, part.elements.count) })
        }
    }

    /// Makes matrices of every model ready to multiply.
    func prepare(_ matrices: [MatrixPlace]) throws {
        let pieces = try memories.flatMap { try $0.pieces(of: matrices) }
        try forEach(below: pieces.count) { item, _ in try pieces[item]() }
    }

    /// Calls `body` for each block of the pass and each model, with where the block's hidden states begin.
    func forEachBlock(
        of pass: BlockRange,
        _ body: (_ model: Int, _ block: Int, _ place: Int, _ workspace: Workspace) throws -> Void
    ) throws {
        try forEach(below: pass.range.count * memories.count) { item, thread in
            let (model, index) = item.quotientAndRemainder(dividingBy: pass.range.count)
            try body(
                model, pass.range.lowerBound + index, pass.firstRows[index] * pass.width, self.workspaces[thread])
        }
    }

    func forEach(below total: Int, _ body: (_ item: Int, _ thread: Int) throws -> Void) throws {
        try team.forEach(below: total) { item, thread in
            if self.isCancelled() { throw CancellationError() }
            try body(item, thread)
        }
    }
}

/// The blocks of one pass, and where each one's rows begin.
struct BlockRange {
    let range: Range<Int>
    /// One a block.
    let firstRows: [Int]
    /// Of all blocks.
    let rows: Int
    /// H.
    let width: Int

    init(blocks: [TokenBlock], range: Range<Int>, width: Int) {
        self.range = range
        self.width = width
        var firstRows: [Int] = []
        var rows = 0
        for block in blocks[range] {
            firstRows.append(rows)
            rows += block.rows
        }
        self.firstRows = firstRows
        self.rows = rows
    }
}
