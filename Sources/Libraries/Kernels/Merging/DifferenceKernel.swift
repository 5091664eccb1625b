import CBLASKernels

/// Differences of a model from a base, as runs of one tensor's elements; all buffers of a call have one count.
package enum DifferenceKernel {
    /// values[i] −= base[i].
    package static func subtract(
        _ base: UnsafeMutableBufferPointer<Float>, from values: UnsafeMutableBufferPointer<Float>
    ) {
        guard let from = base.baseAddress, let start = values.baseAddress else { return }
        assay_subtract(values.count, from, start)
    }

    /// destination[i] = base[i] + lambda · destination[i].
    package static func add(
        scaledBy lambda: Float, _ base: UnsafeMutableBufferPointer<Float>,
        to destination: UnsafeMutableBufferPointer<Float>
    ) {
        guard let from = base.baseAddress, let start = destination.baseAddress else { return }
        assay_add_scaled(destination.count, lambda, from, start)
    }

    /// Σ left[i] · right[i] in f64, in eight lanes whose order is fixed.
    package static func innerProduct(
        _ left: UnsafeBufferPointer<Float>, _ right: UnsafeBufferPointer<Float>
    ) -> Double {
        guard let first = left.baseAddress, let second = right.baseAddress else { return 0 }
        return assay_inner_product(left.count, first, second)
    }
}
