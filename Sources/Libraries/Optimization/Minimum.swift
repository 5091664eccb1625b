/// Where a search ended.
public struct Minimum: Hashable, Sendable {
    /// The lowest point that was found.
    public let point: [Double]
    /// The function's value there.
    public let value: Double
    /// How often the function was evaluated.
    public let evaluations: Int
    /// Whether it ended by a tolerance, rather than by using up its evaluations or by failing on its way.
    public let converged: Bool
    /// How it ended, in words.
    public let ending: String
}
