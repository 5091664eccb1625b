import CBLASKernels

/// Rows of a table by their ids.
///
/// R rows, H wide, V rows of the table.
package enum EmbeddingKernel {
    /// h[r] = table[ids[r]].
    ///
    /// - Parameters:
    ///   - ids: [R].
    ///   - table: [V, H].
    ///   - h: [R, H].
    package static func forward(
        rows: Int, width: Int, vocabulary: Int, ids: UnsafePointer<Int32>, table: UnsafePointer<Float>,
        h: UnsafeMutablePointer<Float>
    ) throws(KernelError) {
        try KernelError.check(assay_embedding_forward(rows, width, vocabulary, ids, table, h), "embedding")
    }
}
