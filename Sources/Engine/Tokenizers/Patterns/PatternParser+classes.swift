extension PatternParser {
    /// What a `\` stands for: a class, or one scalar.
    ///
    /// - Parameter isInSet: whether it stands within `[…]`, where Oniguruma's `\w` is another.
    mutating func escape(isInSet: Bool) throws(PatternError) -> (set: ScalarSet, scalar: Unicode.Scalar?) {
        guard let scalar = next else { throw error("ends with '\\'") }
        advance()
        switch scalar {
        case "s": return (.space, nil)
        case "S": return (ScalarSet.space.complement, nil)
        case "w": return (isInSet ? .wordInSets : .word, nil)
        case "W": return ((isInSet ? ScalarSet.wordInSets : .word).complement, nil)
        case "d": return (try property("Nd"), nil)
        case "D": return (try property("Nd").complement, nil)
        case "p", "P": return (try propertyInBraces(isNegative: scalar == "P"), nil)
        case "n": return (ScalarSet("\n"), "\n")
        case "r": return (ScalarSet("\r"), "\r")
        case "t": return (ScalarSet("\t"), "\t")
        case "f": return (ScalarSet("\u{C}"), "\u{C}")
        case "v": return (ScalarSet("\u{B}"), "\u{B}")
        default:
            let isPunctuation = scalar.isASCII && !("0"..."9").contains(scalar) && !isLetter(scalar) && scalar != "_"
            guard isPunctuation, scalar.value > 0x1F else { throw error("has \\\(scalar), which is not understood") }
            return (ScalarSet(scalar), scalar)
        }
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private mutating func propertyInBraces(isNegative: Bool) throws(PatternError) -> ScalarSet {
        guard take("{") else { throw error("has \\p without braces") }
        let isComplement = take("^") != isNegative
        var name = ""
        while let scalar = next, scalar != "}", name.utf8.count < 40 {
            name.unicodeScalars.append(scalar)
            advance()
        }
        guard take("}") else { throw error("has \\p without closing brace") }
        let set = try property(name)
        return isComplement ? set.complement : set
    }

    private func property(_ name: String) throws(PatternError) -> ScalarSet {
        guard let set = ScalarSet.property(name) else {
            throw error(
                "asks for \\p{\(name)}; general categories and the scripts Han, Hiragana, Katakana, Hangul and "
                    + "Thai are understood")
        }
        return set
    }

    /// Reads a class behind its `[`.
    mutating func setClass(depth: Int = 0) throws(PatternError) -> ScalarSet {
        guard depth < 4 else { throw error("nests classes deeper than 4") }
        let isNegative = take("^")
        var set = ScalarSet([])
        var isFirst = true
        while true {
            guard let scalar = next else { throw error("has a class that does not end") }
            if scalar == "]" {
                guard !isFirst else { throw error("has a class that begins with ']'") }
                advance()
                break
            }
            set = set.union(try member(isFirst: isFirst, depth: depth))
            isFirst = false
        }
        let whole = try folded(set)
        return isNegative ? whole.complement : whole
    }

    /// One scalar, range or class within a class.
    private mutating func member(isFirst: Bool, depth: Int) throws(PatternError) -> ScalarSet {
        if take("[:") || take("&&") { throw error("has [: or && in a class, which is not understood") }
        if take("[") { return try setClass(depth: depth + 1) }
        let isHyphen = next == "-"
        let (set, scalar) = try classScalar()
        guard let low = scalar else { return set }
        if isHyphen, !isFirst, next != "]" { throw error("has a '-' inside a class that is not escaped") }
        guard next == "-" else { return set }
        advance()
        if next == "]" { return set.union(ScalarSet("-")) }
        let (_, end) = try classScalar()
        guard let high = end, low <= high else { throw error("has a range that is out of order or ends with a class") }
        return ScalarSet([low.value...high.value])
    }

    private mutating func classScalar() throws(PatternError) -> (set: ScalarSet, scalar: Unicode.Scalar?) {
        guard let scalar = next, scalar != "[", scalar != "]" else { throw error("has a class that does not end") }
        advance()
        return scalar == "\\" ? try escape(isInSet: true) : (ScalarSet(scalar), scalar)
    }

    /// Adds what letters fold to under `(?i:…)`: the other case, and the long s and the Kelvin sign, as Oniguruma does.
    func folded(_ set: ScalarSet) throws(PatternError) -> ScalarSet {
        guard ignoresCase else { return set }
        var runs = set.runs
        for run in set.runs {
            guard run.upperBound < 0x80 else { throw error("ignores the case of more than ASCII") }
            for value in run {
                switch Unicode.Scalar(value) {
                case "s", "S": runs.append(0x17F...0x17F)
                case "k", "K": runs.append(0x212A...0x212A)
                default: break
                }
                if (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) {
                    runs.append((value ^ 0x20)...(value ^ 0x20))
                }
            }
        }
        return ScalarSet(runs)
    }

    /// Refuses sequences that Oniguruma also matches with one scalar, such as "ss" with "ß".
    func refuseFoldsOfSeveral(in node: PatternNode) throws(PatternError) {
        switch node {
        case .set: return
        case .choice(let parts): for part in parts { try refuseFoldsOfSeveral(in: part) }
        case .repeated, .lookahead: throw error("ignores the case of a repetition or lookahead")
        case .sequence(let parts):
            let sets = parts.compactMap { if case .set(let set) = $0 { set } else { nil } }
            guard sets.count == parts.count else { throw error("ignores the case of a group within a sequence") }
            for (first, second) in zip(sets, sets.dropFirst()) {
                for pair in ["ff", "fi", "fl", "ss", "st"]
                where first.contains(pair.first) && second.contains(pair.last) {
                    throw error("ignores the case of \"\(pair)\", which one scalar also folds to")
                }
            }
        }
    }
}

extension ScalarSet {
    fileprivate func contains(_ letter: Character?) -> Bool {
        letter.map { $0.unicodeScalars.allSatisfy { contains($0.value) } } ?? false
    }
}
