/// A convex function of the weights, such as the ensemble's negative log-likelihood.
public protocol ConvexObjective: Sendable {
    /// The number of weights.
    var dimension: Int { get }

    /// The value at weights ≥ 0, which need not sum to 1, and its derivative by each weight.
    ///
    /// For mixtures of models Σ_t c_t · −ln Σ_i w_i p_i(t): the derivative by w_i is −Σ_t c_t p_i(t)/p_w(t).
    /// - Parameter weights: `dimension` weights.
    func evaluate(_ weights: [Double]) throws -> ConvexValue
}

/// A convex function's value and gradient in one place.
public struct ConvexValue: Hashable, Sendable {
    /// Finite.
    public let value: Double
    /// `dimension` finite numbers.
    public let gradient: [Double]

    public init(value: Double, gradient: [Double]) {
        self.value = value
        self.gradient = gradient
    }
}
