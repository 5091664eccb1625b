/// What is evaluated beside every study's own candidates: no method reliably beats it, so it must be there to see.
public enum StudyBaseline: Hashable, Sendable {
    /// The same weight for everything that is weighed.
    case uniform
    /// Weights by tokens.
    case proportional
    /// As even as the supply of tokens allows (Chung et al., "UniMax", ICLR 2023).
    case uniMax
    /// One alone: the model of a partition, or of a group.
    case single(String)
    /// The base model itself, which is no mixture.
    case base
}

extension StudyBaseline: RawRepresentable, Codable {
    private static let singlePrefix = "single/"

    /// Reads `uniform`, `proportional`, `unimax`, `base` or `single/NAME`.
    public init?(rawValue: String) {
        switch rawValue {
        case "uniform": self = .uniform
        case "proportional": self = .proportional
        case "unimax": self = .uniMax
        case "base": self = .base
        default:
            guard rawValue.hasPrefix(Self.singlePrefix), rawValue.count > Self.singlePrefix.count else { return nil }
            self = .single(String(rawValue.dropFirst(Self.singlePrefix.count)))
        }
    }

    public var rawValue: String {
        switch self {
        case .uniform: "uniform"
        case .proportional: "proportional"
        case .uniMax: "unimax"
        case .base: "base"
        case .single(let name): Self.singlePrefix + name
        }
    }
}
