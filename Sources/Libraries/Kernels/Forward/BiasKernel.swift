import CBLASKernels

/// Vectors that are added to every row, and values that are moved or limited in place.
package enum BiasKernel {
    /// y += bias in every row.
    ///
    /// - Parameters:
    ///   - width: N.
    ///   - bias: [N].
    ///   - y: [R, N].
    package static func add(
        rows: Int, width: Int, bias: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        assay_bias_forward(rows, width, bias, y)
    }

    /// Brings each value to at most `limit` from zero; NaN stays.
    ///
    /// - Parameter x: [count].
    package static func clip(count: Int, limit: Float, x: UnsafeMutablePointer<Float>) {
        assay_clip_forward(count, limit, x)
    }

    /// Gathers the parts of heads in place: from [heads, parts, count] to [parts, heads, count].
    ///
    /// So a fused matrix of q, k and v head by head becomes all of q, all of k, all of v; `count` is D·H for its rows,
    /// D for its bias.
    package static func gatherParts(heads: Int, parts: Int, count: Int, values: UnsafeMutablePointer<Float>) {
        assay_gather_parts(heads, parts, count, values)
    }
}
