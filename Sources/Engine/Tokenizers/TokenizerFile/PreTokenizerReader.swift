import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `pre_tokenizer` into steps.
enum PreTokenizerReader {
    /// The expression of `ByteLevel` itself, GPT-2's.
    private static let byteLevelExpression =
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#

    static func read(_ object: consuming FileObject) throws(CheckpointError) -> [PreTokenizer] {
        var object = object
        let type = try object.type()
        let steps: [PreTokenizer]
        switch type {
        case "ByteLevel": steps = try byteLevel(&object)
        case "Metaspace": steps = try metaspace(&object)
        case "Split":
            let pattern = try PatternReader.read("pattern", of: &object)
            steps = [
                .split(
                    Splitter(
                        pattern: pattern, behavior: try object.word("behavior", of: SplitBehavior.self),
                        isInverted: try object.boolean("invert")))
            ]
        case "Sequence":
            var parts: [PreTokenizer] = []
            for part in try object.objects("pretokenizers") { parts += try read(part) }
            steps = parts
        case "FixedLength":
            let length = object.value("length") == nil ? 5 : try object.integer("length")
            guard length >= 1 else { throw object.malformed("length", "is \(length); expected at least 1") }
            steps = [.fixedLength(length)]
        default: steps = try classes(type, &object)
        }
        try object.end()
        return steps
    }

    private static func byteLevel(_ object: inout FileObject) throws(CheckpointError) -> [PreTokenizer] {
        var steps: [PreTokenizer] = []
        if try object.boolean("add_prefix_space") { steps.append(.prefixSpace) }
        // Offsets alone, which are not kept.
        _ = try object.boolean("trim_offsets")
        if try object.boolean("use_regex", default: true) {
            do throws(PatternError) {
                let pattern = try PatternProgram(regularExpression: byteLevelExpression)
                steps.append(.split(Splitter(pattern: pattern, behavior: .isolated, isInverted: false)))
            } catch {
                throw object.unsupported("use_regex", error.message)
            }
        }
        return steps + [.byteCharacters]
    }

    private static func metaspace(_ object: inout FileObject) throws(CheckpointError) -> [PreTokenizer] {
        let replacement = try object.scalar("replacement")
        let scheme: Metaspace.PrependScheme =
            object.value("prepend_scheme") == nil
            ? .always : try object.word("prepend_scheme", of: Metaspace.PrependScheme.self)
        // An older spelling of the scheme, which must agree with it.
        if try !object.boolean("add_prefix_space", default: true), scheme != .never {
            throw object.malformed("add_prefix_space", "is false, and prepend_scheme is not \"never\"")
        }
        if object.value("str_rep") != nil, try object.string("str_rep") != replacement {
            throw object.malformed("str_rep", "is another than replacement")
        }
        var steps: [PreTokenizer] = [.metaspace(Metaspace(replacement: replacement, prependScheme: scheme))]
        if try object.boolean("split", default: true) {
            let character = ScalarSet(UTF8Text.scalars(of: replacement).map { $0...$0 })
            steps.append(try split(object, at: .set(character), .mergedWithNext))
        }
        return steps
    }

    /// The pre-tokenizers that split at scalars of a class.
    private static func classes(
        _ type: String, _ object: inout FileObject
    ) throws(CheckpointError) -> [PreTokenizer] {
        switch type {
        case "Digits":
            let behavior: SplitBehavior = try object.boolean("individual_digits") ? .isolated : .contiguous
            return [try split(object, at: .set(.numeric), behavior)]
        case "Punctuation":
            let behavior: SplitBehavior =
                object.value("behavior") == nil ? .isolated : try object.word("behavior", of: SplitBehavior.self)
            return [try split(object, at: .set(.punctuation), behavior)]
        case "WhitespaceSplit": return [try split(object, at: .set(.whiteSpace), .removed)]
        case "Whitespace":
            let once = PatternNode.Repetition(least: 1, most: nil, isPossessive: false)
            let other = ScalarSet.addedTokenWord.union(.whiteSpace).complement
            let words = PatternNode.choice([
                .repeated(.set(.addedTokenWord), once), .repeated(.set(other), once),
            ])
            return [try split(object, at: words, .removed, isInverted: true)]
        case "BertPreTokenizer":
            return [
                try split(object, at: .set(.whiteSpace), .removed),
                try split(object, at: .set(.punctuation), .isolated),
            ]
        case "CharDelimiterSplit":
            let delimiter = ScalarSet(UTF8Text.scalars(of: try object.scalar("delimiter")).map { $0...$0 })
            return [try split(object, at: .set(delimiter), .removed)]
        default:
            throw object.unsupported(
                "type",
                "is \"\(type.prefix(80))\"; BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, "
                    + "Metaspace, Punctuation, Sequence, Split, Whitespace and WhitespaceSplit are understood")
        }
    }

    private static func split(
        _ object: FileObject, at node: PatternNode, _ behavior: SplitBehavior, isInverted: Bool = false
    ) throws(CheckpointError) -> PreTokenizer {
        do throws(PatternError) {
            return .split(
                Splitter(pattern: try PatternProgram(node), behavior: behavior, isInverted: isInverted))
        } catch {
            throw object.unsupported("type", error.message)
        }
    }
}
