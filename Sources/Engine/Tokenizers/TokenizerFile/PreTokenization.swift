import StrictJSON

/// A tokenizer file's `pre_tokenizer`, as steps.
struct PreTokenization: JSONObjectReadable {
    let steps: [PreTokenizer]

    private static let kinds =
        "BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Sequence, "
        + "Split, Whitespace and WhitespaceSplit"
    /// The expression of `ByteLevel` itself, GPT-2's.
    private static let byteLevelExpression =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    init?(reading fields: ObjectReader) {
        guard let kind = fields.kind() else { return nil }
        let found: [PreTokenizer?]
        switch kind {
        case "ByteLevel": found = Self.byteLevel(fields)
        case "Metaspace": found = Self.metaspace(fields)
        case "Split": found = [Self.split(fields)]
        case "Sequence":
            found = fields.required("pretokenizers", as: [PreTokenization].self).map { $0.flatMap(\.steps) } ?? [nil]
        case "FixedLength":
            let length = fields.has("length") ? fields.whole("length") : 5
            if let length, length < 1 { fields.refuse("length", "is \(length); expected at least 1") }
            found = [length.map { .fixedLength($0) }]
        default:
            found = Self.classes(kind, fields) ?? [nil]
        }
        steps = found.compactMap(\.self)
        if steps.count < found.count { return nil }
    }

    private static func byteLevel(_ fields: ObjectReader) -> [PreTokenizer?] {
        guard let options = fields.byteLevel() else { return [nil] }
        var steps: [PreTokenizer?] = options.addsSpace ? [.prefixSpace] : []
        if options.usesExpression {
            steps.append(
                splitter(.isolated, "use_regex", fields) { () throws(PatternError) in
                    try PatternProgram(regularExpression: byteLevelExpression)
                })
        }
        return steps + [.byteCharacters]
    }

    private static func metaspace(_ fields: ObjectReader) -> [PreTokenizer?] {
        let replacement = fields.scalar("replacement")
        let scheme = fields.optional("prepend_scheme", as: Metaspace.PrependScheme.self, else: .always)
        // An older spelling of the scheme, which must agree with it.
        if !fields.optional("add_prefix_space", as: Bool.self, else: true), scheme != .never {
            fields.refuse("add_prefix_space", "is false, and prepend_scheme is not \"never\"")
        }
        let older = fields.optional("str_rep", as: String.self)
        let splits = fields.optional("split", as: Bool.self, else: true)
        guard let replacement else { return [nil] }
        if let older, !older.utf8.elementsEqual(replacement) {
            fields.refuse("str_rep", "is another than replacement")
        }
        let metaspace = PreTokenizer.metaspace(Metaspace(replacement: replacement, prependScheme: scheme))
        return splits ? [metaspace, split(at: replacement, .mergedWithNext, fields)] : [metaspace]
    }

    private static func split(_ fields: ObjectReader) -> PreTokenizer? {
        let pattern = fields.pattern("pattern")
        let behavior = fields.required("behavior", as: SplitBehavior.self)
        let isInverted = fields.required("invert", as: Bool.self)
        guard let pattern, let behavior, let isInverted else { return nil }
        return .split(Splitter(pattern: pattern, behavior: behavior, isInverted: isInverted))
    }

    /// The pre-tokenizers that split at scalars of a class; `nil` after an error was found.
    private static func classes(_ kind: String, _ fields: ObjectReader) -> [PreTokenizer?]? {
        switch kind {
        case "Digits":
            return fields.required("individual_digits", as: Bool.self).map { areIndividual in
                [split(at: .numeric, areIndividual ? .isolated : .contiguous, fields)]
            }
        case "Punctuation":
            let behavior = fields.optional("behavior", as: SplitBehavior.self, else: .isolated)
            return [split(at: .punctuation, behavior, fields)]
        case "WhitespaceSplit": return [split(at: .whiteSpace, .removed, fields)]
        case "Whitespace":
            let once = PatternNode.Repetition(least: 1, most: nil, isPossessive: false)
            let other = ScalarSet.addedTokenWord.union(.whiteSpace).complement
            let words = PatternNode.choice([
                .repeated(.set(.addedTokenWord), once), .repeated(.set(other), once),
            ])
            return [
                splitter(.removed, isInverted: true, "type", fields) { () throws(PatternError) in
                    try PatternProgram(words)
                }
            ]
        case "BertPreTokenizer":
            return [split(at: .whiteSpace, .removed, fields), split(at: .punctuation, .isolated, fields)]
        case "CharDelimiterSplit":
            return fields.scalar("delimiter").map { [split(at: $0, .removed, fields)] }
        default:
            fields.refuseKind(kind, known: kinds)
            return nil
        }
    }

    /// Splits at one scalar, given in UTF-8.
    private static func split(
        at scalar: [UInt8], _ behavior: SplitBehavior, _ fields: ObjectReader
    ) -> PreTokenizer? {
        split(at: ScalarSet(UTF8Text.scalars(of: scalar).map { $0...$0 }), behavior, fields)
    }

    private static func split(
        at set: ScalarSet, _ behavior: SplitBehavior, _ fields: ObjectReader
    ) -> PreTokenizer? {
        splitter(behavior, "type", fields) { () throws(PatternError) in try PatternProgram(.set(set)) }
    }

    /// A step that splits by a program; an error of its making is put down to a field.
    private static func splitter(
        _ behavior: SplitBehavior, isInverted: Bool = false, _ name: String, _ fields: ObjectReader,
        by program: () throws(PatternError) -> PatternProgram
    ) -> PreTokenizer? {
        do throws(PatternError) {
            return .split(Splitter(pattern: try program(), behavior: behavior, isInverted: isInverted))
        } catch {
            fields.refuseUnsupported(name, error.message)
            return nil
        }
    }
}

extension SplitBehavior: JSONWord {}
extension Metaspace.PrependScheme: JSONWord {}
