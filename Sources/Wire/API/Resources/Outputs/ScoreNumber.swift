import Mixtures

/// What kind of number of a score a row is about: a domain may be called `macro` too.
public enum ScoreNumber: String, Codable, Hashable, Sendable, CaseIterable {
    /// The mean over domains.
    case macro
    /// All documents together.
    case micro
    /// One domain.
    case domain
}

extension ScoreNumber {
    /// The kind of an objective that outputs show.
    init(_ objective: Objective) {
        switch objective {
        case .macro: self = .macro
        case .micro: self = .micro
        case .domain, .weighted, .worst: self = .domain
        }
    }
}

extension Objective {
    /// The domain's name, else the kind's.
    var name: String {
        if case .domain(let name) = self { name } else { description }
    }
}
