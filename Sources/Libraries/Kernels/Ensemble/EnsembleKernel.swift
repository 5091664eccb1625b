import CBLASKernels

/// Probabilities averaged over models: for each token t, p_w(t) = Σ w_i p_i(t), from the logarithms of p_i(t).
///
/// M models; T tokens of a segment. Logarithms are natural, of f32, little-endian and at any address: M pointers to
/// [T].
package enum EnsembleKernel {
    /// Tokens that are summed side by side.
    package static let group = Int(ASSAY_ENSEMBLE_GROUP)
    /// Most tokens of a segment.
    package static let segment = Int(ASSAY_ENSEMBLE_SEGMENT)

    /// The floats of the table of a segment.
    package static func tableCount(models: Int, tokens: Int) -> Int { assay_ensemble_table_count(models, tokens) }

    /// −ln p_w(t) of each token, in nats, from the logarithms themselves.
    ///
    /// - Parameters:
    ///   - logs: of any number of tokens.
    ///   - weights: [M], finite and at least 0, one at least above 0.
    package static func losses(tokens: Int, logs: [UnsafeRawPointer?], weights: [Double]) -> [Float] {
        [Float](unsafeUninitializedCapacity: tokens) { buffer, count in
            assay_ensemble_losses(logs.count, tokens, logs, weights, buffer.baseAddress)
            count = tokens
        }
    }

    /// Σ_t −l(t) of one model, summed in f64 in the order of tokens.
    package static func ownSum(tokens: Int, logs: UnsafeRawPointer) -> Double {
        assay_ensemble_own_sum(tokens, logs)
    }
}
