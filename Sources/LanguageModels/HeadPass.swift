import CBLASKernels

/// Turns the hidden states of a block's scored rows into negative log-likelihoods.
struct HeadPass {
    let configuration: ModelConfiguration
    /// [H].
    let norm: UnsafePointer<Float>
    /// [V, H].
    let head: UnsafePointer<Float>

    /// - Parameters:
    ///   - hidden: [rows, H] of the block, after the last layer.
    ///   - losses: [padded targets] of the block, of which the first `scoredRows.count` mean something.
    func run(
        _ block: TokenBlock, hidden: UnsafePointer<Float>, losses: UnsafeMutablePointer<Float>,
        in workspace: Workspace
    ) throws {
        let width = configuration.hiddenSize
        let packed = workspace.normed.start
        let epsilon = Float(configuration.norm.epsilon)
        for (place, row) in block.scoredRows.enumerated() {
            assay_rms_norm_forward(1, width, epsilon, hidden + row * width, norm, packed + place * width, nil)
        }
        let scored = block.scoredRows.count
        workspace.normed.zero(scored * width, (block.paddedTargets - scored) * width)
        for start in stride(from: 0, to: block.paddedTargets, by: Int(ASSAY_TILE_ROWS)) {
            let rows = min(block.paddedTargets - start, Int(ASSAY_TILE_ROWS))
            let tile = packed + start * width
            try block.targets.withUnsafeBufferPointer { targets in
                guard let targets = targets.baseAddress else { return }
                try LanguageModelError.check(
                    assay_head_forward(
                        rows, width, configuration.vocabularySize, tile, head, targets + start, losses + start, nil,
                        workspace.headScratch.start, workspace.headScratch.count))
            }
        }
    }
}
