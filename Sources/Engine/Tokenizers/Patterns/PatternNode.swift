/// A regular expression as it was read.
indirect enum PatternNode: Hashable, Sendable {
    /// One scalar of a set.
    case set(ScalarSet)
    case sequence([PatternNode])
    /// The first alternative that leads to a match.
    case choice([PatternNode])
    case repeated(PatternNode, Repetition)
    /// What follows must match, or must not; nothing is taken.
    case lookahead(PatternNode, isNegative: Bool)

    /// How often a part stands.
    struct Repetition: Hashable, Sendable {
        let least: Int
        /// `nil` if there is no bound.
        let most: Int?
        /// Whether it never gives back what it took.
        let isPossessive: Bool
    }

    /// The scalars of a text, one after the other.
    init(literal: String) {
        self = .sequence(literal.unicodeScalars.map { .set(ScalarSet($0)) })
    }

    /// Whether the part can match without taking anything.
    var canBeEmpty: Bool {
        switch self {
        case .set: false
        case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
        case .choice(let parts): parts.contains(where: \.canBeEmpty)
        case .repeated(let part, let repetition): repetition.least == 0 || part.canBeEmpty
        case .lookahead: true
        }
    }

    /// Whether the part matches whatever follows.
    var alwaysMatches: Bool {
        switch self {
        case .set, .lookahead: false
        case .sequence(let parts): parts.allSatisfy(\.alwaysMatches)
        case .choice(let parts): parts.contains(where: \.alwaysMatches)
        case .repeated(let part, let repetition): repetition.least == 0 || part.alwaysMatches
        }
    }

    /// The scalars that a match can begin with, lookaheads left out.
    var first: ScalarSet {
        switch self {
        case .set(let set): return set
        case .choice(let parts): return ScalarSet(parts.flatMap(\.first.runs))
        case .repeated(let part, _): return part.first
        case .lookahead: return ScalarSet([])
        case .sequence(let parts):
            let end = parts.firstIndex { !$0.canBeEmpty }.map { $0 + 1 } ?? parts.count
            return ScalarSet(parts[..<end].flatMap(\.first.runs))
        }
    }

    /// The most repetitions without bound that stand one after the other with a part behind them that can fail.
    ///
    /// Up to one, a match takes time linear in the text; two can take its square.
    func unboundedRepetitions(canFailAfter: Bool) -> Int {
        switch self {
        case .set: return 0
        case .choice(let parts):
            return parts.map { $0.unboundedRepetitions(canFailAfter: canFailAfter) }.max() ?? 0
        case .lookahead(let part, _): return part.unboundedRepetitions(canFailAfter: false)
        case .repeated(let part, let repetition):
            let own = canFailAfter && repetition.most == nil && !repetition.isPossessive ? 1 : 0
            return own + part.unboundedRepetitions(canFailAfter: canFailAfter)
        case .sequence(let parts):
            var count = 0
            var canFail = canFailAfter
            for part in parts.reversed() {
                count += part.unboundedRepetitions(canFailAfter: canFail)
                canFail = canFail || !part.alwaysMatches
            }
            return count
        }
    }
}

/// Why a regular expression is not taken.
struct PatternError: Error, Hashable, Sendable {
    /// What stands there, and what is understood.
    let message: String
}
