import Checkpoints
import Kernels

extension ForwardRun {
    /// Takes the last layer's hidden states to losses, which writes over them.
    ///
    /// The vocabulary comes in slices of the size of a layer, each read once for all blocks, and no logit is kept.
    func runHead(_ pass: BlockRange, hidden: [FloatStorage]) throws -> [[[Float]]] {
        let configuration = model.configuration
        try normalize(pass, hidden: hidden)
        let states = try HeadStates(pass, blocks: blocks, models: memories.count)
        let tile = HeadKernel.tile(vocabulary: configuration.vocabularySize)
        let capacity = memories.first?.parameters.count ?? 0
        let slice = max(capacity / (pass.width * tile), 1) * tile
        for first in stride(from: 0, to: configuration.vocabularySize, by: slice) {
            let rows = first..<min(first + slice, configuration.vocabularySize)
            try read([(model.headName, 0, rows.lowerBound * pass.width..<rows.upperBound * pass.width)])
            let places = stride(from: rows.lowerBound, to: rows.upperBound, by: tile).map { start in
                MatrixPlace(
                    offset: (start - rows.lowerBound) * pass.width, outputs: min(tile, rows.upperBound - start),
                    inputs: pass.width)
            }
            try prepare(places)
            let heads = memories.map { memory in
                let weights = memory.weights(places)
                return HeadPass(
                    tiles: places.map { (rows.lowerBound + $0.offset / pass.width, weights.projection($0)) })
            }
            try forEachBlock(of: pass) { model, block, place, workspace in
                try heads[model].run(
                    self.blocks[block], normed: hidden[model].start + place,
                    state: states.state(model: model, block: block), in: workspace)
            }
        }
        return memories.indices.map { model in
            pass.range.map { states.state(model: model, block: $0).losses(of: blocks[$0]) }
        }
    }

    /// Applies the last norm to each block's scored rows, and packs them at the front of its hidden states.
    private func normalize(_ pass: BlockRange, hidden: [FloatStorage]) throws {
        try read(model.configuration.lastNormLayout)
        let norms = memories.map {
            NormPass(norm: model.configuration.norm, width: pass.width, parameters: $0.parameters.start)
        }
        try forEachBlock(of: pass) { model, index, place, workspace in
            let block = self.blocks[index]
            let states = hidden[model].start + place
            for (packed, row) in block.scoredRows.enumerated() {
                norms[model].run(rows: 1, from: states + row * pass.width, to: workspace.normed.start)
                // Scored rows come in order, so a row is never written over before it is read.
                (states + packed * pass.width).update(from: workspace.normed.start, count: pass.width)
            }
            let scored = block.scoredRows.count
            (states + scored * pass.width).update(
                repeating: 0, count: (block.paddedTargets - scored) * pass.width)
        }
    }
}

/// The states of all scored rows of a pass, for every model.
private struct HeadStates {
    private let storage: [FloatStorage]
    private let blocks: [TokenBlock]
    private let range: Range<Int>
    private let offsets: [Int]

    init(_ pass: BlockRange, blocks: [TokenBlock], models: Int) throws {
        self.blocks = blocks
        range = pass.range
        var offsets: [Int] = []
        var count = 0
        for block in blocks[pass.range] {
            offsets.append(count)
            count += HeadState.arrays * block.paddedTargets
        }
        self.offsets = offsets
        storage = try (0..<models).map { _ in try FloatStorage(count: count, zeroed: true) }
    }

    func state(model: Int, block: Int) -> HeadState {
        HeadState(blocks[block], at: storage[model].start + offsets[block - range.lowerBound])
    }
}
