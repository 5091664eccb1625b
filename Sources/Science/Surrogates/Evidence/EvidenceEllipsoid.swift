import LinearAlgebra

/// The directions in which the fitted mixtures vary, and the ellipsoid along them that holds all of them.
struct EvidenceEllipsoid: Sendable {
    private let means: [Double]
    /// Orthonormal, each with the standard deviation of the mixtures along it.
    private let directions: [(direction: [Double], deviation: Double)]
    /// The largest squared distance from the mean of a fitted mixture, in standard deviations.
    private let largest: Double
    /// Whether a direction in which they do not vary says anything: with few mixtures, each is alone in one.
    private let isSpanned: Bool

    /// A place off the directions by less is off by the rounding of tables.
    private static let offset = 3e-3

    /// - Parameter mixtures: Different ones, at least one.
    init(_ mixtures: [[Double]]) throws {
        let (count, width) = (mixtures.count, mixtures.first?.count ?? 0)
        let means = (0..<width).map { column in mixtures.reduce(0) { $0 + $1[column] } / Double(max(1, count)) }
        let centered = mixtures.map { zip($0, means).map { $0 - $1 } }
        let parts = try SingularValues(try Matrix(rows: centered))
        let scale = Double(max(1, count)).squareRoot()
        let least = EvidenceRange.leastVariation(weights: width) / 2
        let directions = parts.values.indices.filter { parts.values[$0] / scale > least }.map {
            (direction: parts.rightTransposed.row($0), deviation: parts.values[$0] / scale)
        }
        self.means = means
        self.directions = directions
        isSpanned = directions.count < count - 1
        largest = centered.reduce(0) { max($0, EvidenceEllipsoid.squared(of: $1, along: directions)) }
    }

    /// How far outside a mixture is, in widths of the ellipsoid, and which weights leave what was varied.
    func place(of mixture: [Double]) -> (excess: Double, unvaried: [Int]) {
        let centered = zip(mixture, means).map { $0 - $1 }
        let squared = EvidenceEllipsoid.squared(of: centered, along: directions)
        let excess = largest > 0 ? max(0, ((squared / largest).squareRoot() - 1) / 2) : 0
        guard isSpanned else { return (excess, []) }
        var rest = centered
        for (direction, _) in directions {
            let along = EvidenceEllipsoid.product(centered, direction)
            for column in rest.indices { rest[column] -= along * direction[column] }
        }
        let most = rest.reduce(0) { max($0, abs($1)) }
        guard most > EvidenceEllipsoid.offset else { return (excess, []) }
        return (excess, rest.indices.filter { abs(rest[$0]) >= most / 2 })
    }

    private static func squared(
        of centered: [Double], along directions: [(direction: [Double], deviation: Double)]
    ) -> Double {
        directions.reduce(0) { sum, part in
            let along = product(centered, part.direction) / part.deviation
            return sum + along * along
        }
    }

    private static func product(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
