import CBLASKernels

/// The election of signs that TIES merges by (Yadav et al., arXiv 2306.01708): sums of each sign, with the weights of
/// what is summed.
package struct ElectionKernel {
    private let stored: assay_election

    /// - Parameters:
    ///   - total: the sum of both signs, in f64.
    ///   - sums: [4, length]: the positive sum and its weight, the negative sum and its weight.
    package init(
        total: UnsafeMutablePointer<Double>, sums: UnsafeMutablePointer<Float>, length: Int
    ) {
        stored = assay_election(
            total: total, positive: sums, positive_weight: sums + length, negative: sums + 2 * length,
            negative_weight: sums + 3 * length)
    }

    /// Adds weight · values to the sums of the products' signs; the weight may be below 0.
    ///
    /// Products are exact in the total, so that opposite ones cancel.
    package func add(_ values: UnsafeMutableBufferPointer<Float>, weight: Float) {
        guard let start = values.baseAddress else { return }
        assay_elect_add(values.count, weight, start, stored)
    }

    /// destination[i] = base[i] + lambda · s, where s is the sum of the total's sign (0 counts as positive).
    ///
    /// - Parameter normalizes: whether s is divided by its weights; it is 0 where nothing has that sign.
    package func finish(
        lambda: Float, normalizes: Bool, base: UnsafeMutableBufferPointer<Float>,
        into destination: UnsafeMutableBufferPointer<Float>
    ) {
        guard let from = base.baseAddress, let start = destination.baseAddress else { return }
        assay_elect_finish(base.count, lambda, normalizes ? 1 : 0, stored, from, start)
    }
}
