import LinearAlgebra
public import Mixtures

/// Where the fitted mixtures lie: what tells whether another is one like them.
///
/// Three bounds, each of which every fitted mixture is within: the range of each weight; the ellipsoid about their mean
/// that holds them all (the largest leverage: Weisberg, "Applied Linear Regression", on hidden extrapolation); and the
/// distance to the nearest, at most as large as the largest of a fitted mixture to its own nearest. Held-out errors
/// speak of all that is within.
public struct EvidenceRange: Sendable {
    let least: [Double]
    let most: [Double]
    /// Different ones.
    let mixtures: [[Double]]
    /// Half of the sum of differences: the share that must be exchanged to get from one mixture to another.
    let largestDistance: Double
    let ellipsoid: EvidenceEllipsoid

    init(_ weights: [[Double]]) throws {
        var seen: Set<[Double]> = []
        let mixtures = weights.filter { seen.insert($0).inserted }
        let dimension = mixtures.first?.count ?? 0
        self.mixtures = mixtures
        least = (0..<dimension).map { column in mixtures.reduce(.infinity) { min($0, $1[column]) } }
        most = (0..<dimension).map { column in mixtures.reduce(-.infinity) { max($0, $1[column]) } }
        ellipsoid = try EvidenceEllipsoid(mixtures)
        largestDistance = mixtures.indices.reduce(0) { largest, row in
            let nearest = EvidenceRange.nearest(to: mixtures[row], of: mixtures, but: row)
            return nearest.isFinite ? max(largest, nearest) : largest
        }
    }

    /// Weights that differ by less are the same but for rounding in arithmetic.
    static let rounding = 1e-6
    /// Weights that vary by no more do not vary: published ones are rounded to as much, unless there are so many that
    /// each is small.
    static func leastVariation(weights: Int) -> Double { min(1e-3, 0.2 / Double(max(1, weights))) }

    /// `nil` for a mixture that is like those that were fitted.
    public func extrapolation(of weights: [Double]) -> Extrapolation? {
        var columns = weights.indices.compactMap { beyond($0, weights[$0]) }
        columns.sort { ($0.excess ?? .infinity) > ($1.excess ?? .infinity) }
        var reasons = columns.map(\.reason)
        var excesses = columns.map(\.excess)
        let place = ellipsoid.place(of: weights)
        if !place.unvaried.isEmpty {
            // A weight that never varied leaves what was varied, and says so better.
            if excesses.allSatisfy({ $0 != nil }) { reasons.append(.together(columns: place.unvaried)) }
            excesses.append(nil)
        }
        if place.excess > EvidenceRange.rounding {
            if reasons.isEmpty { reasons.append(.combination) }
            excesses.append(place.excess)
        }
        let distance = EvidenceRange.nearest(to: weights, of: mixtures)
        if distance > largestDistance + EvidenceRange.leastVariation(weights: weights.count) {
            if reasons.isEmpty { reasons.append(.distance(distance, most: largestDistance)) }
            excesses.append(largestDistance > 0 ? distance / largestDistance - 1 : nil)
        }
        guard !reasons.isEmpty else { return nil }
        let isKnown = excesses.allSatisfy { $0 != nil }
        return Extrapolation(reasons: reasons, excess: isKnown ? excesses.compactMap { $0 }.max() : nil)
    }

    /// How a weight is beyond those of the fitted mixtures, in widths of their range; `nil` when it is not.
    private func beyond(_ column: Int, _ asked: Double) -> (reason: Extrapolation.Reason, excess: Double?)? {
        let (least, most) = (least[column], most[column])
        let width = most - least
        let variation = EvidenceRange.leastVariation(weights: self.least.count)
        let outside = max(asked - most, least - asked)
        guard width > variation else {
            guard outside > EvidenceRange.rounding else { return nil }
            return (.unvaried(column: column, always: most, asked: asked), nil)
        }
        guard outside > variation + EvidenceRange.rounding else { return nil }
        return (.beyond(column: column, least: least, most: most, asked: asked), outside / width)
    }

    /// Half of the sum of differences to the nearest, one of them left out where asked for.
    private static func nearest(to mixture: [Double], of others: [[Double]], but left: Int? = nil) -> Double {
        var least = Double.infinity
        for (index, other) in others.enumerated() where index != left {
            var distance = 0.0
            for column in mixture.indices { distance += abs(mixture[column] - other[column]) }
            least = min(least, distance / 2)
        }
        return least
    }
}
