import CBLASKernels

/// How the elements of a stored tensor are written, little-endian, at any address: safetensors promises no alignment.
package enum StoredElements: Sendable, CaseIterable {
    case f64, f32, f16, bf16

    private var stored: assay_element_type {
        switch self {
        case .f64: ASSAY_F64
        case .f32: ASSAY_F32
        case .f16: ASSAY_F16
        case .bf16: ASSAY_BF16
        }
    }

    /// Converts stored elements to f32.
    ///
    /// - Returns: `false` if a value is not finite as f32; all are converted all the same.
    package func decode(_ source: UnsafeRawPointer, into destination: UnsafeMutableBufferPointer<Float>) -> Bool {
        guard let start = destination.baseAddress else { return true }
        let broken =
            switch self {
            case .f64: assay_f32_from_f64(start, source, destination.count)
            case .f32: assay_f32_from_f32(start, source, destination.count)
            case .f16: assay_f32_from_f16(start, source, destination.count)
            case .bf16: assay_f32_from_bf16(start, source, destination.count)
            }
        return broken == 0
    }

    /// Rounds f32 to stored elements, to nearest with ties to even.
    ///
    /// - Parameter destination: room for `source.count` elements.
    /// - Returns: `false` if a stored value is not finite; all are converted all the same.
    package func encode(_ source: UnsafeBufferPointer<Float>, into destination: UnsafeMutableRawPointer) -> Bool {
        guard let start = source.baseAddress else { return true }
        let broken =
            switch self {
            case .f64: assay_f64_from_f32(destination, start, source.count)
            // Elements of f32 are copied; the check is the same in both directions.
            case .f32: assay_f32_from_f32(destination.assumingMemoryBound(to: Float.self), start, source.count)
            case .f16: assay_f16_from_f32(destination, start, source.count)
            case .bf16: assay_bf16_from_f32(destination, start, source.count)
            }
        return broken == 0
    }

    /// Adds stored elements times a weight, in f32, or writes them where they are the first.
    ///
    /// An f64 is rounded to f32 first. An element's bits depend on that element alone, so a tensor may be cut anywhere
    /// between threads.
    ///
    /// - Parameters:
    ///   - source: `destination.count` elements.
    ///   - isFirst: whether the destination is overwritten.
    package func accumulate(
        _ source: UnsafeRawPointer, weight: Float, isFirst: Bool, into destination: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        guard let start = destination.baseAddress, !destination.isEmpty else { return }
        try KernelError.check(
            isFirst
                ? assay_weighted_assign(destination.count, weight, source, stored, start)
                : assay_weighted_accumulate(destination.count, weight, source, stored, start),
            "weighted sum")
    }
}

/// Whether all of the values are finite.
package func areFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    values.baseAddress.map { assay_f32_is_finite($0, values.count) != 0 } ?? true
}
