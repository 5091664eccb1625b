/// Which blocks go through the model together: as many as a budget of memory holds, and one a thread at
/// least.
struct PassPlan {
    /// Consecutive ranges of blocks.
    let passes: [Range<Int>]

    /// - Parameters:
    ///   - threads: how many threads take blocks: with fewer blocks than that, some would have none.
    ///   - bytes: what hidden states, running sums and losses of a pass may take.
    ///   - models: how many models the blocks go through at once, each with states of its own.
    init(blocks: [TokenBlock], hiddenSize: Int, models: Int, threads: Int = 1, bytes: Int) {
        var passes: [Range<Int>] = []
        var first = 0
        var held = 0
        for (index, block) in blocks.enumerated() {
            let size = models * Self.bytes(of: block, hiddenSize: hiddenSize)
            if (index - first) * models >= threads, held + size > bytes {
                passes.append(first..<index)
                first = index
                held = 0
            }
            held += size
        }
        if first < blocks.count { passes.append(first..<blocks.count) }
        self.passes = passes
    }

    /// What one block takes in memory while it goes through one model.
    ///
    /// The hidden states; three running sums a scored row and its loss; and a row's place in the embedding.
    static func bytes(of block: TokenBlock, hiddenSize: Int) -> Int {
        let states = block.rows * hiddenSize + (HeadState.arrays + 1) * block.paddedTargets
        return states * MemoryLayout<Float>.stride + block.rows * 2 * MemoryLayout<UInt64>.stride
    }
}
