/// How two estimators order the same candidates differently, and which of them was right where that is known.
///
/// (Keys are single words, so that a table reads the same under every key strategy.)
public struct EstimatorDisagreement: Codable, Hashable, Sendable {
    /// Pairs of candidates that both estimators order: neither gives the two the same score.
    public let pairs: Int
    /// Pairs that they order differently.
    public let differing: Int
    /// Of those that differ, how many each ordered as they were found; `nil` where that is not known.
    ///
    /// Pairs that were found to be equal count for neither.
    public let merge: Int?
    public let ensemble: Int?
    /// Whether both call the same candidate best.
    public let best: Bool

    /// - Parameters:
    ///   - merge: A score a candidate; lower is better.
    ///   - ensemble: The same candidates, in the same order.
    ///   - found: What really trained models reached, where all of them are known.
    /// - Returns: `nil` below two candidates.
    public init?(merge: [Double], ensemble: [Double], found: [Double]? = nil) {
        guard merge.count >= 2, merge.count == ensemble.count, found.map({ $0.count == merge.count }) ?? true else {
            return nil
        }
        var (pairs, differing, mergeRight, ensembleRight) = (0, 0, 0, 0)
        for second in merge.indices {
            for first in 0..<second where merge[first] != merge[second] && ensemble[first] != ensemble[second] {
                pairs += 1
                let byMerge = merge[first] < merge[second]
                guard byMerge != (ensemble[first] < ensemble[second]) else { continue }
                differing += 1
                guard let found, found[first] != found[second] else { continue }
                if byMerge == (found[first] < found[second]) { mergeRight += 1 } else { ensembleRight += 1 }
            }
        }
        self.pairs = pairs
        self.differing = differing
        self.merge = found == nil ? nil : mergeRight
        self.ensemble = found == nil ? nil : ensembleRight
        best = EstimatorDisagreement.best(of: merge) == EstimatorDisagreement.best(of: ensemble)
    }

    private static func best(of values: [Double]) -> Int? {
        values.indices.min { (values[$0], $0) < (values[$1], $1) }
    }
}
