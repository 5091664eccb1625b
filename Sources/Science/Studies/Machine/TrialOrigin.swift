/// Where a trial's candidate comes from.
public enum TrialOrigin: Hashable, Sendable {
    case baseline(StudyBaseline)
    /// The study's strategy, or a suggestion of it.
    case strategy
    /// An outside optimiser.
    case told
    /// The best of what other estimators or surrogates propose, merged for real.
    case verification
}

extension TrialOrigin: RawRepresentable, Codable {
    private static let baselinePrefix = "baseline/"

    /// Reads `strategy`, `told`, `verification` or `baseline/NAME`.
    public init?(rawValue: String) {
        switch rawValue {
        case "strategy": self = .strategy
        case "told": self = .told
        case "verification": self = .verification
        default:
            guard rawValue.hasPrefix(Self.baselinePrefix),
                let baseline = StudyBaseline(rawValue: String(rawValue.dropFirst(Self.baselinePrefix.count)))
            else { return nil }
            self = .baseline(baseline)
        }
    }

    public var rawValue: String {
        switch self {
        case .strategy: "strategy"
        case .told: "told"
        case .verification: "verification"
        case .baseline(let baseline): Self.baselinePrefix + baseline.rawValue
        }
    }
}
