/// Why a race cannot be run.
public enum RaceError: Error, Hashable, Sendable, CustomStringConvertible {
    case noCandidates
    case noDocuments
    case alpha(Double)
    case looks(Int)
    case unknownDomain(String)
    /// Nothing is left to look at.
    case over
    case scores(expected: Int, found: Int)
    /// Looks and candidates that a race cannot have come to.
    case standing(taken: Int, running: Int)
    case documents(expected: Int, found: Int)
    case comparison(ComparisonError)
    case split(DocumentSplitError)

    public var description: String {
        switch self {
        case .noCandidates: "there are no candidates; expected at least one"
        case .noDocuments: "there are no documents to race on"
        case .alpha(let alpha): "alpha is \(alpha); expected more than 0 and less than 1"
        case .looks(let looks): "\(looks) looks; expected 1 to 30"
        case .unknownDomain(let domain): "domain \"\(domain)\" is not among the documents"
        case .over: "the race is over"
        case .standing(let taken, let running): "no race has \(running) such candidates after \(taken) looks"
        case .scores(let expected, let found): "\(found) candidates were scored; \(expected) are running"
        case .documents(let expected, let found): "\(found) documents were scored; expected \(expected)"
        case .comparison(let error): "\(error)"
        case .split(let error): "\(error)"
        }
    }
}
