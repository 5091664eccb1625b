import CBLASKernels

/// Elements that are dropped by chance; what is kept is divided by its probability.
///
/// The draw of a place is SplitMix64's output number `place` after the seed `key`, wherever a tensor is cut into runs.
package enum DropKernel {
    /// Keeps each element of a run with one probability.
    ///
    /// - Parameter first: the place of the run's first element in its tensor.
    package static func drop(
        _ values: UnsafeMutableBufferPointer<Float>, from first: Int, key: UInt64, keeping probability: Double
    ) {
        guard let start = values.baseAddress else { return }
        assay_drop(values.count, first, key, probability, start)
    }

    /// Keeps each element of one whole row with a probability that goes by its rank among the row's magnitudes: from
    /// density − epsilon/2 for the smallest to density + epsilon/2 for the largest; equal ones by place.
    ///
    /// - Parameters:
    ///   - first: the place of the row's first element in its tensor.
    ///   - scratch: twice the row.
    /// - Throws: ``KernelError`` `invalidShape` for a row of 2^32 elements or more.
    package static func dropByRank(
        _ values: UnsafeMutableBufferPointer<Float>, from first: Int, key: UInt64, density: Double, epsilon: Double,
        scratch: UnsafeMutableBufferPointer<UInt64>
    ) throws(KernelError) {
        try KernelError.check(
            assay_drop_by_rank(
                values.count, first, key, density, epsilon, values.baseAddress, scratch.baseAddress),
            "dropping by rank")
    }
}
