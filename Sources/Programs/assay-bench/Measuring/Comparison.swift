/// How many times as fast one thing is as another, by the medians of both.
struct Comparison {
    /// What the ratio says, such as "f32 / transformers f32".
    let name: String
    /// The name of Assay's measurement.
    let own: String
    /// The name of that of the peer, or of the limit.
    let other: String
    /// What one unit of the own speed is in the other's: operations a token, in billions, to compare with GFLOP/s.
    var factor = 1.0
    /// The ratio to reach, where there is one.
    var target: Double?

    /// Nil where one of the two was not measured.
    func ratio(in measurements: Measurements) -> Double? {
        guard let own = measurements.speed(of: own), let other = measurements.speed(of: other) else { return nil }
        return own * factor / other
    }

    /// Nil where there is nothing to reach.
    func isReached(_ ratio: Double) -> Bool? { target.map { ratio >= $0 } }
}
