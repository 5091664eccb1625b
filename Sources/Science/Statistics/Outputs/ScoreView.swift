public import Mixtures
/// One number of a score that outputs show side by side: macro, micro, or one domain; all in bits per byte, lower is better.
public struct ScoreView: Hashable, Sendable {
    /// What kind of number it is: a domain may be called `macro` too.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// The mean over domains.
        case macro
        /// All documents together.
        case micro
        case domain
    }

    public let kind: Kind
    /// The domain's name, else the kind's.
    public let name: String

    public static let macro = ScoreView(kind: .macro, name: Kind.macro.rawValue)
    public static let micro = ScoreView(kind: .micro, name: Kind.micro.rawValue)

    public static func domain(_ name: String) -> ScoreView {
        ScoreView(kind: .domain, name: name)
    }

    /// Macro, micro, then every domain of a score in order of its name.
    public static func all(of score: Score) -> [ScoreView] {
        [.macro, .micro] + score.domains.map { .domain($0.domain) }
    }

    /// Bits per byte; `nil` when the domain was not scored.
    public func value(of score: Score) -> Double? {
        switch kind {
        case .macro: score.macro.bitsPerByte
        case .micro: score.total.bitsPerByte
        case .domain: score[name]?.bitsPerByte
        }
    }
}
