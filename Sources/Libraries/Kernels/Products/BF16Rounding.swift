import CBLASKernels

/// Rounding of f32 to bf16 on the way to a product: to nearest, with ties to even; NaN stays NaN.
///
/// What is stored in bf16 goes through ``StoredElements``, which rounds alike.
package enum BF16Rounding {
    /// Rounds values and keeps them as f32: to[i] = bf16(from[i]).
    ///
    /// - Parameters:
    ///   - from: [count].
    ///   - to: [count], maybe the same.
    package static func round(count: Int, from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>) {
        assay_round_to_bf16(count, from, to)
    }

    /// Rounds values to the bits of bf16.
    ///
    /// - Parameters:
    ///   - from: [count].
    ///   - to: [count].
    package static func bits(count: Int, of from: UnsafePointer<Float>, into to: UnsafeMutablePointer<UInt16>) {
        assay_bf16_from_rows(count, from, to)
    }
}
