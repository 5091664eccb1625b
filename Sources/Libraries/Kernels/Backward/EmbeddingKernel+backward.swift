import CBLASKernels

extension EmbeddingKernel {
    /// dtable[ids[r]] += dh[r], in the order of the rows.
    ///
    /// - Parameters:
    ///   - ids: [R].
    ///   - dh: [R, H].
    ///   - dtable: [V, H].
    package static func backward(
        rows: Int, width: Int, vocabulary: Int, ids: UnsafePointer<Int32>, dh: UnsafePointer<Float>,
        dtable: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(
            assay_embedding_backward(rows, width, vocabulary, ids, dh, dtable), "gradient of an embedding")
    }
}
