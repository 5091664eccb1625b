import CBLASKernels

/// The largest elements of a tensor: those of greater magnitude, and those of this magnitude at places below `limit`.
///
/// The magnitude of an element is the 31 bits under its sign, which are ordered as |value| is.
package struct MagnitudeCut: Hashable, Sendable {
    package let magnitude: UInt32
    package let limit: Int

    package init(magnitude: UInt32, limit: Int) {
        self.magnitude = magnitude
        self.limit = limit
    }

    var stored: assay_magnitude_cut { assay_magnitude_cut(magnitude: magnitude, limit: limit) }
}

/// Order statistics of magnitudes, in runs of a tensor's elements.
package enum MagnitudeKernel {
    /// Which bits of a magnitude a histogram counts: two passes find any order statistic exactly.
    package enum Pass: Hashable, Sendable {
        /// The upper 16 bits, in 65,536 bins.
        case upper
        /// The lower 15 bits of the elements that have these upper ones, in 32,768 bins.
        case lower(prefix: UInt32)

        /// How many bins its histogram has.
        package var bins: Int {
            switch self {
            case .upper: 1 << 16
            case .lower: 1 << 15
            }
        }
    }

    /// Counts a run's elements by magnitude.
    ///
    /// - Parameter histogram: ``Pass/bins`` counts, added to.
    package static func count(
        _ values: UnsafeMutableBufferPointer<Float>, pass: Pass, into histogram: UnsafeMutableBufferPointer<UInt64>
    ) {
        guard let start = values.baseAddress, let counts = histogram.baseAddress else { return }
        switch pass {
        case .upper: assay_count_magnitudes(values.count, start, 0, 0, counts)
        case .lower(let prefix): assay_count_magnitudes(values.count, start, 1, prefix, counts)
        }
    }

    /// Finds the element of exactly this magnitude that is number `skip`, from 0, of a run.
    ///
    /// - Parameters:
    ///   - first: the place of the run's first element in its tensor.
    ///   - found: grows by the number of such elements where there are fewer.
    /// - Returns: its place in the tensor, or `nil` where there are fewer.
    package static func place(
        of magnitude: UInt32, in values: UnsafeMutableBufferPointer<Float>, from first: Int, skipping skip: Int,
        found: inout Int
    ) -> Int? {
        guard let start = values.baseAddress else { return nil }
        let place = assay_find_magnitude(values.count, start, magnitude, first, skip, &found)
        // C's SIZE_MAX.
        return place == -1 ? nil : place
    }

    /// Sets to 0 what `kept` leaves out and what `dropped` holds.
    ///
    /// - Parameter first: the place of the run's first element in its tensor.
    package static func cutValues(
        _ kept: MagnitudeCut, dropping dropped: MagnitudeCut, of values: UnsafeMutableBufferPointer<Float>,
        from first: Int
    ) {
        guard let start = values.baseAddress else { return }
        assay_keep_magnitudes(values.count, first, kept.stored, dropped.stored, start)
    }
}
