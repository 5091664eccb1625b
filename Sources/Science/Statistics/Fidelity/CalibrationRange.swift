public import Mixtures

/// The mixtures that a calibration was made from, and what lies beyond them.
///
/// The error of a calibration is that of mixtures like those that it has seen. Of others, its interval says nothing: 35
/// references of two and three partitions bound no mixture of six.
public struct CalibrationRange: Hashable, Sendable {
    /// How many partitions the mixtures have.
    private let sizes: ClosedRange<Int>?
    /// The largest weight that each partition has in any of them.
    private let largest: [String: Double]

    /// - Parameter mixtures: with reference runs and estimates.
    public init(of mixtures: [Mixture]) {
        let counts = mixtures.map(\.size)
        sizes = counts.min().flatMap { least in counts.max().map { least...$0 } }
        var largest: [String: Double] = [:]
        for mixture in mixtures {
            for name in mixture.support { largest[name] = max(largest[name] ?? 0, mixture[name]) }
        }
        self.largest = largest
    }

    /// In which ways a mixture lies beyond; empty where it lies within, or where there are no mixtures.
    public func beyond(_ mixture: Mixture) -> [String] {
        guard let sizes else { return [] }
        var reasons: [String] = []
        if !sizes.contains(mixture.size) {
            let seen =
                sizes.count == 1 ? "\(sizes.lowerBound)" : "\(sizes.lowerBound) to \(sizes.upperBound)"
            let own = mixture.size == 1 ? "1 partition" : "\(mixture.size) partitions"
            reasons.append("it has \(own), the reference runs have \(seen)")
        }
        let unseen = mixture.support.filter { largest[$0] == nil }.sorted()
        if !unseen.isEmpty {
            reasons.append("no reference run holds " + unseen.map { "\"\($0)\"" }.joined(separator: ", "))
        }
        return reasons
    }
}
