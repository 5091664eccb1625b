/// Why candidates cannot be compared.
public enum ComparisonError: Error, Hashable, Sendable, CustomStringConvertible {
    case noCandidates
    /// Scored on other documents than the first.
    case otherDocuments(candidate: Int)
    case unknownDomain(String)
    /// An objective that is no sum over domains, whose error is not known.
    case noSum(String)
    case noScore(String)
    case resamples(Int)
    case tooMany(Int)

    public var description: String {
        switch self {
        case .noCandidates: "there are no candidates; expected at least one"
        case .otherDocuments(let candidate):
            "candidate \(candidate + 1) was scored on other documents than the first; expected the same documents for all"
        case .unknownDomain(let domain): "domain \"\(domain)\" was not scored"
        case .noSum(let objective): "the objective \(objective) is no sum over domains; expected one that is"
        case .noScore(let reason): reason
        case .tooMany(let count):
            "there are \(count) candidates; expected at most \(Comparison.candidateLimit)"
        case .resamples(let count):
            "\(count) resamples; expected \(PairedBootstrap.allowedResamples.lowerBound) to "
                + "\(PairedBootstrap.allowedResamples.upperBound)"
        }
    }
}
