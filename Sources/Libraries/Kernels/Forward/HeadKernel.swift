import CBLASKernels

/// What is kept of the logits of R rows between tiles of vocabulary columns; each array [R].
package struct LogitSums {
    let stored: assay_head_state

    /// - Parameters:
    ///   - largest: the largest logit so far.
    ///   - sums: the sum of e^(logit − largest) so far.
    ///   - chosen: the target's logit, once its tile has come.
    package init(
        largest: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>, chosen: UnsafeMutablePointer<Float>
    ) {
        stored = assay_head_state(largest: largest, sums: sums, chosen: chosen)
    }
}

/// The head, fused with cross-entropy: logits exist one tile of vocabulary columns at a time.
///
/// R rows, H wide, V rows of the vocabulary.
package enum HeadKernel {
    /// The vocabulary columns of one tile of logits: at most 512, the same for every tile but the last.
    package static func tile(vocabulary: Int) -> Int { assay_head_tile(vocabulary) }

    /// How many floats of scratch memory ``forward(rows:width:vocabulary:x:w:targets:losses:logSumExp:scratch:)``
    /// takes.
    ///
    /// - Parameter rows: at most ``LinearKernel/tileRows``.
    package static func scratchCount(rows: Int, vocabulary: Int) -> Int { assay_head_scratch(rows, vocabulary) }

    /// Takes a tile of logits into the sums.
    ///
    /// Tiles come in order, from column 0 on, which begins the sums anew.
    ///
    /// - Parameters:
    ///   - first: the first of the tile's vocabulary columns.
    ///   - logits: [R, columns].
    ///   - targets: [R].
    package static func absorb(
        rows: Int, columns: Int, first: Int, logits: UnsafePointer<Float>, targets: UnsafePointer<Int32>,
        into sums: LogitSums
    ) throws(KernelError) {
        try KernelError.check(assay_head_absorb(rows, columns, first, logits, targets, sums.stored), "head")
    }

    /// The negative log-likelihoods in nats, once every column has come: log Σ exp(logits) − the target's logit.
    ///
    /// - Parameter losses: [R], which may be an array of the sums.
    package static func finish(rows: Int, sums: LogitSums, losses: UnsafeMutablePointer<Float>) {
        assay_head_finish(rows, sums.stored, losses, nil)
    }

    /// The negative log-likelihood of each row's target, in nats: log Σ exp(x wᵀ) − x·w[target].
    ///
    /// - Parameters:
    ///   - x: [R, H], R at most ``LinearKernel/tileRows``.
    ///   - w: [V, H].
    ///   - targets: [R].
    ///   - losses: [R].
    ///   - logSumExp: [R], for the gradient; or `nil`.
    ///   - scratch: at least ``scratchCount(rows:vocabulary:)`` floats.
    package static func forward(
        rows: Int, width: Int, vocabulary: Int, x: UnsafePointer<Float>, w: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, losses: UnsafeMutablePointer<Float>,
        logSumExp: UnsafeMutablePointer<Float>? = nil, scratch: FloatStorage
    ) throws(KernelError) {
        try KernelError.check(
            assay_head_forward(
                rows, width, vocabulary, x, w, targets, losses, logSumExp, scratch.start, scratch.count),
            "head")
    }
}
