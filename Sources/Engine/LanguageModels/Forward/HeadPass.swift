import Kernels

/// What is kept between slices of the vocabulary for the scored rows of one block.
struct HeadState {
    /// Largest logit, sum of exponentials and target's logit.
    static let arrays = 3

    private let start: UnsafeMutablePointer<Float>
    private let rows: Int

    /// - Parameter start: [3, padded targets] of the block.
    init(_ block: TokenBlock, at start: UnsafeMutablePointer<Float>) {
        self.start = start
        rows = block.paddedTargets
    }

    /// The state of the rows from `row` on.
    func from(_ row: Int) -> LogitSums {
        LogitSums(largest: start + row, sums: start + rows + row, chosen: start + 2 * rows + row)
    }

    /// One negative log-likelihood a scored row, once every slice has been taken in.
    func losses(of block: TokenBlock) -> [Float] {
        let count = block.scoredRows.count
        return [Float](unsafeUninitializedCapacity: count) { losses, initialized in
            if let losses = losses.baseAddress { HeadKernel.finish(rows: count, sums: from(0), losses: losses) }
            initialized = count
        }
    }
}

/// Takes scored rows through a slice of the vocabulary: the logits of a tile of columns at a time, never all.
///
/// The tiles of the vocabulary are the same however it is sliced, and so are the bits.
struct HeadPass {
    /// The first vocabulary row of each tile, and the tile's matrix.
    let tiles: [(first: Int, matrix: Projection)]

    /// - Parameters:
    ///   - normed: [padded targets, H]: scored rows of the block, normed and packed.
    ///   - state: as the slices before this one left it.
    func run(
        _ block: TokenBlock, normed: UnsafePointer<Float>, state: HeadState, in workspace: Workspace
    ) throws {
        let logits = workspace.logits.start
        for start in stride(from: 0, to: block.paddedTargets, by: LinearKernel.tileRows) {
            let rows = min(block.paddedTargets - start, LinearKernel.tileRows)
            for tile in tiles {
                let place = tile.matrix.place
                try tile.matrix.apply(
                    rows: rows, input: normed + start * place.inputs, output: logits, in: workspace)
                try block.targets.withUnsafeBufferPointer { targets in
                    guard let targets = targets.baseAddress else { return }
                    try HeadKernel.absorb(
                        rows: rows, columns: place.outputs, first: tile.first, logits: logits,
                        targets: targets + start, into: state.from(start))
                }
            }
        }
    }
}
