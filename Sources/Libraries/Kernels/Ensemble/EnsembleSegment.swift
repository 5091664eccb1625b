import CBLASKernels

/// The probabilities of one segment, laid out for any number of mixtures; the table stands in memory of the caller's.
package struct EnsembleSegment: Sendable {
    /// The first token, by its place in the segment, of which some model's log-probability is not finite, or above 0.
    package struct Fault: Error {
        package let token: Int
    }

    private let models: Int
    private let tokens: Int
    /// The sum of the powers of two that the tokens' probabilities are relative to.
    private let exponent: Int64
    /// Tokens that one model gives less than 2^-126 of what another does: their places, and each model's mantissa and
    /// power of two.
    private let rarePlaces: [UInt32]
    private let rareMantissas: [Float]
    private let rareExponents: [Int32]

    /// Lays out a segment.
    ///
    /// - Parameters:
    ///   - tokens: T, at most ``EnsembleKernel/segment``.
    ///   - logs: M pointers to [T], each finite and at most 0.
    ///   - table: ``EnsembleKernel/tableCount(models:tokens:)`` floats.
    /// - Throws: ``Fault``; ``KernelError`` for no models or too many tokens.
    package init(tokens: Int, logs: [UnsafeRawPointer?], table: UnsafeMutablePointer<Float>) throws {
        var exponent: Int64 = 0
        var rare = [UInt32](repeating: 0, count: tokens)
        var rareCount = 0
        let status = assay_ensemble_lay_out(logs.count, tokens, logs, table, &exponent, &rare, &rareCount)
        if status == ASSAY_INVALID_VALUE { throw Fault(token: rareCount) }
        try KernelError.check(status, "layout of a segment")
        models = logs.count
        self.tokens = tokens
        self.exponent = exponent
        rarePlaces = Array(rare.prefix(rareCount))
        var mantissas = [Float](repeating: 0, count: rareCount * logs.count)
        var exponents = [Int32](repeating: 0, count: rareCount * logs.count)
        mantissas.withUnsafeMutableBufferPointer { mantissas in
            exponents.withUnsafeMutableBufferPointer { exponents in
                guard let mantissas = mantissas.baseAddress, let exponents = exponents.baseAddress else { return }
                for (index, place) in rare.prefix(rareCount).enumerated() {
                    let first = index * logs.count
                    assay_ensemble_split(logs.count, logs, Int(place), mantissas + first, exponents + first)
                }
            }
        }
        rareMantissas = mantissas
        rareExponents = exponents
    }

    /// Σ_t ln p_w(t) over the segment, in nats, summed in f64.
    ///
    /// - Parameters:
    ///   - table: as it was laid out.
    ///   - weights: [M], finite and at least 0, one at least above 0.
    ///   - ratios: [M] for Σ_t p_i(t) / p_w(t), which is the derivative by w_i; or `nil`. A ratio above 2^1000 counts
    ///     as that.
    ///   - scratch: M · ``EnsembleKernel/group``, where `ratios` is given.
    package func sum(
        table: UnsafePointer<Float>, weights: [Double], ratios: UnsafeMutablePointer<Double>? = nil,
        scratch: UnsafeMutablePointer<Double>? = nil
    ) throws(KernelError) -> Double {
        var sum = 0.0
        let status = rarePlaces.withUnsafeBufferPointer { places in
            rareMantissas.withUnsafeBufferPointer { mantissas in
                rareExponents.withUnsafeBufferPointer { exponents in
                    var rare = assay_ensemble_rare(
                        count: places.count, places: places.baseAddress, mantissas: mantissas.baseAddress,
                        exponents: exponents.baseAddress)
                    return assay_ensemble_sum(
                        models, tokens, table, exponent, &rare, weights, &sum, ratios, scratch)
                }
            }
        }
        try KernelError.check(status, "sum over a segment")
        return sum
    }
}
