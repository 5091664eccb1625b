import CBLASKernels

/// Norms of rows.
///
/// R rows, H wide.
package enum NormKernel {
    /// y = weight · x / √(mean(x²) + epsilon), the mean in f32.
    ///
    /// - Parameters:
    ///   - x: [R, H].
    ///   - weight: [H].
    ///   - y: [R, H].
    ///   - inverse: [R], 1 / √(…) of each row for the gradient; or `nil`.
    package static func rms(
        rows: Int, width: Int, epsilon: Float, x: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        y: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>? = nil
    ) {
        assay_rms_norm_forward(rows, width, epsilon, x, weight, y, inverse)
    }

    /// Normalises groups of each row in place, each group by itself: x = weight · x / √(mean(x²) + epsilon).
    ///
    /// - Parameters:
    ///   - stride: floats from one row to the next.
    ///   - groups: groups of W a row.
    ///   - width: W.
    ///   - weight: [W].
    ///   - x: R rows, `stride` floats apart.
    package static func rmsOfGroups(
        rows: Int, stride: Int, groups: Int, width: Int, epsilon: Float, weight: UnsafePointer<Float>,
        x: UnsafeMutablePointer<Float>
    ) {
        assay_group_norm_forward(rows, stride, groups, width, epsilon, weight, x)
    }

    /// y = weight · (x − mean(x)) / √(variance(x) + epsilon) + bias, mean and variance in f32.
    ///
    /// - Parameters:
    ///   - x: [R, H].
    ///   - weight: [H]; `nil` is 1.
    ///   - bias: [H]; `nil` is 0.
    ///   - y: [R, H].
    package static func layer(
        rows: Int, width: Int, epsilon: Float, x: UnsafePointer<Float>, weight: UnsafePointer<Float>?,
        bias: UnsafePointer<Float>?, y: UnsafeMutablePointer<Float>
    ) {
        assay_layer_norm_forward(rows, width, epsilon, x, weight, bias, y)
    }
}
