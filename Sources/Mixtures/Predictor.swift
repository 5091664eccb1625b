/// What predicts the score of a really trained model: the estimate, and the trivial predictors that it has to beat.
///
/// On subsets, the bare fact that a domain's own partition is in the subset correlates with the truth about as well as any estimate
/// does; an estimator is worth what it adds. Every predictor is turned so that a higher value predicts a higher loss.
public enum Predictor: String, Codable, Hashable, Sendable, CaseIterable {
    /// Bits per byte of the merged partition models: the estimate itself.
    case merge
    /// −1 when the mixture holds the domain's own partition, else 0; for macro, its mean over the domains that have one.
    case ownPartition = "own-partition"
    /// −(share of training tokens from the domain's own partition): its weight, for weights are sampling probabilities.
    /// For macro, the mean over the domains that have one.
    case ownShare = "own-share"
    /// −(number of partitions in the mixture).
    case subsetSize = "subset-size"
    /// Σ wi · (bits per byte of partition model i on its own): an average of scores in place of the score of an average.
    case weightedMean = "weighted-mean"

    /// What it is called in a table.
    public var title: String {
        switch self {
        case .merge: "merge"
        case .ownPartition: "own partition in it"
        case .ownShare: "own partition's share"
        case .subsetSize: "subset size"
        case .weightedMean: "mean of the parts"
        }
    }
}

/// What a fidelity table looks at: one domain, or the mean over all.
public enum FidelitySubject: Hashable, Sendable {
    /// Bits per byte of a domain, and the partition that is its own (if any was trained).
    case domain(String, own: String?)
    /// Mean over domains of bits per byte, and the partitions that are some domain's own.
    case macro(own: [String])
}

extension Predictor {
    /// The prediction for one mixture, or `nil` when the predictor does not exist for this subject or lacks a score.
    ///
    /// - Parameters:
    ///   - estimate: The score of the merged model.
    ///   - singles: The score of each partition model on its own, by partition name.
    func value(
        for mixture: Mixture, estimate: Score, singles: [String: Score], subject: FidelitySubject
    ) -> Double? {
        switch self {
        case .merge: return subject.bitsPerByte(of: estimate)
        case .ownPartition: return subject.meanOverOwn { mixture[$0] > 0 ? -1 : 0 }
        case .ownShare: return subject.meanOverOwn { -mixture[$0] }
        case .subsetSize: return -Double(mixture.size)
        case .weightedMean:
            var sum = 0.0
            for name in mixture.support {
                guard let single = singles[name], let bits = subject.bitsPerByte(of: single) else { return nil }
                sum += mixture[name] * bits
            }
            return sum
        }
    }
}

extension FidelitySubject {
    /// The domain's name, or `macro`.
    public var name: String {
        switch self {
        case .domain(let domain, _): domain
        case .macro: "macro"
        }
    }

    /// The domain's own partition; `nil` for macro.
    public var ownPartition: String? {
        switch self {
        case .domain(_, let own): own
        case .macro: nil
        }
    }

    /// Bits per byte of this subject; `nil` when it was not scored.
    public func bitsPerByte(of score: Score) -> Double? {
        switch self {
        case .domain(let domain, _): score[domain]?.bitsPerByte
        case .macro: score.macro.bitsPerByte
        }
    }

    /// Mean over the own partitions; `nil` when there are none.
    func meanOverOwn(_ value: (String) -> Double) -> Double? {
        switch self {
        case .domain(_, nil): return nil
        case .domain(_, let own?): return value(own)
        case .macro(let own):
            guard !own.isEmpty else { return nil }
            return own.reduce(0) { $0 + value($1) } / Double(own.count)
        }
    }
}
