import Mixtures

/// What predicts the score of a really trained model: the estimates, and the trivial predictors that it has to beat.
///
/// On subsets, the bare fact that a domain's own partition is in the subset correlates with the truth about as well as
/// any estimate does; an estimator is worth what it adds. Every predictor is turned so that a higher value predicts a
/// higher loss.
public enum Predictor: String, Codable, Hashable, Sendable, CaseIterable {
    /// Bits per byte of the merged partition models: the estimate itself.
    case merge
    /// Bits per byte of the partition models' mixed probabilities: the other estimate.
    case ensemble
    /// Merge and ensemble together: for each mixture, the linear combination that fits the references of all other
    /// mixtures.
    ///
    /// Left out one by one, for a combination that had seen a mixture would predict it too well. (With few mixtures
    /// that is harsh: of an estimate that says nothing, it correlates below 0.)
    case both
    /// −1 when the mixture holds the domain's own partition, else 0; for macro, its mean over the domains that have
    /// one.
    case ownPartition = "own-partition"
    /// −(share of training tokens from the domain's own partition): its weight, for weights are sampling probabilities.
    /// For macro, the mean over the domains that have one.
    case ownShare = "own-share"
    /// −(number of partitions in the mixture).
    case subsetSize = "subset-size"
    /// Σ wi · (bits per byte of partition model i on its own): an average of scores in place of the score of an
    /// average.
    case weightedMean = "weighted-mean"

    /// What it is called in a table.
    public var title: String {
        switch self {
        case .merge: "merge"
        case .ensemble: "ensemble"
        case .both: "both"
        case .ownPartition: "own partition in it"
        case .ownShare: "own partition's share"
        case .subsetSize: "subset size"
        case .weightedMean: "mean of the parts"
        }
    }
}

extension Predictor {
    /// True of the trivial ones: they know nothing of the models but which partitions are in the mixture and how each
    /// does alone.
    public var isTrivial: Bool {
        switch self {
        case .merge, .ensemble, .both: false
        case .ownPartition, .ownShare, .subsetSize, .weightedMean: true
        }
    }

    /// The prediction for one mixture, or `nil` when the predictor does not exist for this subject or lacks a score.
    ///
    /// `both` is no function of one point, so it has no value here.
    ///
    /// - Parameter singles: The score of each partition model on its own, by partition name.
    func value(for point: FidelityTable.Point, singles: [String: Score], subject: FidelitySubject) -> Double? {
        let mixture = point.mixture
        switch self {
        case .merge: return point.merge.flatMap(subject.objective.value)
        case .ensemble: return point.ensemble.flatMap(subject.objective.value)
        case .both: return nil
        case .ownPartition: return subject.meanOverOwn { mixture[$0] > 0 ? -1 : 0 }
        case .ownShare: return subject.meanOverOwn { -mixture[$0] }
        case .subsetSize: return -Double(mixture.size)
        case .weightedMean:
            var sum = 0.0
            for name in mixture.support {
                guard let single = singles[name], let bits = subject.objective.value(of: single) else { return nil }
                sum += mixture[name] * bits
            }
            return sum
        }
    }

    /// Why ``value(for:singles:subject:)`` is `nil`.
    var whyMissing: String {
        switch self {
        case .merge: "an estimate has no score of this domain"
        case .ensemble: "a mixture has no ensemble score of this domain"
        case .both: "a mixture lacks the score of one of both estimators"
        case .ownPartition, .ownShare: "no partition of the pool is this domain's own"
        case .subsetSize: "no mixture"
        case .weightedMean: "a partition model has not been scored on its own"
        }
    }
}
