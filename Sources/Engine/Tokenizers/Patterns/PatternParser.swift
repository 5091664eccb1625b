/// Reads regular expressions as real tokenizer files hold them.
///
/// That is the part of Oniguruma's regular expressions (in Ruby's syntax, as the `tokenizers` package compiles them)
/// that real tokenizer files are written in: alternatives, groups, `(?i:…)` round ASCII letters, classes, `\p{…}`,
/// `\s`, `\w`, `\d`, greedy and possessive repetitions of one scalar, optional groups, and lookaheads. Anything else is
/// an error.
struct PatternParser {
    private var scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    var ignoresCase = false

    static func parse(_ text: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(scalars: Array(text.unicodeScalars))
        let node = try parser.choice()
        guard parser.next == nil else { throw parser.error("has a ')' that closes nothing") }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func advance() { position += 1 }

    mutating func take(_ text: String) -> Bool {
        let expected = Array(text.unicodeScalars)
        guard scalars[position...].starts(with: expected) else { return false }
        position += expected.count
        return true
    }

    func error(_ message: String) -> PatternError { PatternError(message: "\(message) (at scalar \(position))") }

    private mutating func choice() throws(PatternError) -> PatternNode {
        var alternatives = [try sequence()]
        while take("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            parts.append(try repetition(of: try atom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        guard let scalar = next else { throw error("ends where a part was expected") }
        switch scalar {
        case "(": return try group()
        case "[":
            advance()
            return .set(try setClass())
        case "\\":
            advance()
            return .set(try escape(isInSet: false).set)
        case ".", "^", "$", "*", "+", "?", "{", "]", "}":
            throw error("has '\(scalar)', which is not understood there")
        default:
            advance()
            return .set(try folded(ScalarSet(scalar)))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 16 else { throw error("nests deeper than 16 groups") }
        let outer = ignoresCase
        defer { ignoresCase = outer }
        let node: PatternNode
        if take("(?:") {
            node = try choice()
        } else if take("(?i:") {
            ignoresCase = true
            node = try choice()
            try refuseFoldsOfSeveral(in: node)
        } else if take("(?!") {
            node = .lookahead(try choice(), isNegative: true)
        } else if take("(?=") {
            node = .lookahead(try choice(), isNegative: false)
        } else if take("(?") {
            throw error("has a group other than (?:…), (?i:…), (?!…), (?=…)")
        } else {
            advance()
            node = try choice()
        }
        guard take(")") else { throw error("has a group that does not end") }
        return node
    }

    private mutating func repetition(of part: PatternNode) throws(PatternError) -> PatternNode {
        guard let (least, most, isInterval) = try bounds() else { return part }
        let isPossessive = !isInterval && take("+")
        if let scalar = next, scalar == "?" || scalar == "*" || scalar == "+" || scalar == "{" {
            throw error("has '\(scalar)' behind a repetition, which is not understood")
        }
        switch part {
        case .set: break
        case .sequence, .choice:
            guard least == 0, most == 1, !isPossessive, !part.canBeEmpty else {
                throw error("repeats a group; a group may only be made optional by '?'")
            }
        case .repeated, .lookahead: throw error("repeats a part that may not be repeated")
        }
        return .repeated(part, PatternNode.Repetition(least: least, most: most, isPossessive: isPossessive))
    }

    private mutating func bounds() throws(PatternError) -> (least: Int, most: Int?, isInterval: Bool)? {
        if take("*") { return (0, nil, false) }
        if take("+") { return (1, nil, false) }
        if take("?") { return (0, 1, false) }
        guard take("{") else { return nil }
        let least = number()
        var most = least
        if take(",") { most = number() } else if least == nil { throw error("has a '{' without a number") }
        guard take("}"), least != nil || most != nil else { throw error("has a '{' that is no repetition") }
        let bound = most ?? nil
        guard (least ?? 0) <= 1000, (bound ?? 0) <= 1000, (least ?? 0) <= (bound ?? 1000), bound != 0 else {
            throw error("repeats out of order, more than 1,000 times or never")
        }
        return (least ?? 0, bound, true)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar), digits.utf8.count < 6 {
            digits.unicodeScalars.append(scalar)
            advance()
        }
        return Int(digits)
    }
}
