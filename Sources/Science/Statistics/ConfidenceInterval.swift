/// A two-sided interval of 95 %: of 100 such, 95 hold the value over all documents, or all mixtures, of the kind that
/// these were drawn from.
public struct ConfidenceInterval: Codable, Hashable, Sendable {
    public let lower: Double
    public let upper: Double

    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether a value lies in it, its ends included.
    public func holds(_ value: Double) -> Bool { lower <= value && value <= upper }
}

extension ConfidenceInterval {
    /// The 2.5th and 97.5th percentile (linear between order statistics, as NumPy's default) of what is defined.
    ///
    /// `nil` unless at least half of the values are.
    init?(percentilesOf values: [Double?]) {
        let sorted = values.compactMap(\.self).sorted()
        guard !sorted.isEmpty, sorted.count * 2 >= values.count else { return nil }
        func percentile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place.rounded(.down))
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        self.init(lower: percentile(0.025), upper: percentile(0.975))
    }
}
