/// What a minimum has to satisfy: a function that is 0 there (an equality), or not above 0 (an inequality).
public struct Constraint {
    /// The function, with its gradient.
    public let function: Minimisation.Function
    /// How far from it still counts as satisfied.
    public let tolerance: Double

    public init(tolerance: Double = 1e-10, _ function: @escaping Minimisation.Function) {
        self.function = function
        self.tolerance = tolerance
    }

    /// Σ coefficients · x − bound.
    public static func linear(_ coefficients: [Double], bound: Double, tolerance: Double = 1e-10) -> Constraint {
        Constraint(tolerance: tolerance) { point, gradient in
            if gradient != nil { gradient = coefficients }
            return zip(coefficients, point).reduce(-bound) { $0 + $1.0 * $1.1 }
        }
    }
}
