import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `model`, whose vocabulary and merges go into flat memory as they are scanned.
struct ModelReader {
    let file: String
    /// What is wrong, where it is more than the JSON.
    private(set) var failure: CheckpointError?
    private var isRead = false
    /// Whether the model is of another kind than is read, so that its vocabulary is no object of ids.
    private var isOfOtherKind = false
    private var members: [JSONValue.Member] = []
    private var vocabulary: Vocabulary.Builder?
    private var merges: MergeList?

    init(file: String) {
        self.file = file
    }

    mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
        isRead = true
        var (vocabulary, merges) = (self.vocabulary, self.merges)
        var members: [JSONValue.Member] = []
        var failure: CheckpointError?
        var isOfOtherKind = false
        do throws(JSONError) {
            try scanner.object { (scanner, key) throws(JSONError) in
                if isOfOtherKind {
                    try scanner.skipValue()
                } else if key.elementsEqual("type".utf8) {
                    let kind = try scanner.value()
                    members.append(JSONValue.Member(key: key, value: kind))
                    isOfOtherKind = kind != "BPE" && kind != .null
                } else if key.elementsEqual("vocab".utf8) {
                    try Self.refuseList(&scanner, file, &failure)
                    vocabulary = try self.vocabulary(&scanner, &failure)
                } else if key.elementsEqual("merges".utf8) {
                    merges = try MergeList(&scanner)
                } else {
                    members.append(JSONValue.Member(key: key, value: try scanner.value()))
                }
            }
        } catch {
            self.failure = failure
            throw error
        }
        (self.vocabulary, self.merges, self.members) = (vocabulary, merges, members)
        self.isOfOtherKind = isOfOtherKind
    }

    /// Refuses the vocabulary of a Unigram model, which is a list, where the file did not say before what it is.
    private static func refuseList(
        _ scanner: inout JSONScanner, _ file: String, _ failure: inout CheckpointError?
    ) throws(JSONError) {
        scanner.skipWhitespace()
        guard scanner.next == UInt8(ascii: "[") else { return }
        failure = CheckpointError(
            .unsupported, file: file, subject: "model.vocab",
            message: "is a list, as Unigram models have it; \(BytePairModel.Options.knownKind)")
        throw scanner.error("a list")
    }

    private func vocabulary(
        _ scanner: inout JSONScanner, _ failure: inout CheckpointError?
    ) throws(JSONError) -> Vocabulary.Builder {
        var builder = Vocabulary.Builder()
        var problem: String?
        do throws(JSONError) {
            try scanner.members { (scanner, key, _) throws(JSONError) in
                let lexeme = try scanner.number()
                let id = Int(lexeme).flatMap { (0..<TokenizerFile.idLimit).contains($0) ? Int32($0) : nil }
                guard let id else {
                    problem =
                        "gives the token \(JSONValue.string(key).seen) the id \(lexeme.prefix(40)); expected 0 to "
                        + "\(TokenizerFile.idLimit - 1)"
                    throw scanner.error("a wrong id")
                }
                guard builder.add(key, id: id) else {
                    problem = "has the token \(JSONValue.string(key).seen) twice"
                    throw scanner.error("a repeated token")
                }
            }
        } catch {
            if let problem {
                failure = CheckpointError(.malformed, file: file, subject: "model.vocab", message: problem)
            }
            throw error
        }
        return builder
    }

    private static let place = JSONPointer.root.appending("model")

    /// Puts the model together; `nil` after an error was found.
    func model(preTokenizers: [PreTokenizer], findings: Findings) -> BytePairModel? {
        guard isRead else {
            findings.add(Self.place, "is missing")
            return nil
        }
        let options = ObjectReader.read(.object(members), at: Self.place, findings: findings) {
            BytePairModel.Options(reading: $0)
        }
        if isOfOtherKind { return nil }
        for (key, isMissing) in [("vocab", vocabulary == nil), ("merges", merges == nil)] where isMissing {
            findings.add(Self.place.appending(key), "is missing")
        }
        guard let options, let builder = vocabulary, let merges else { return nil }
        let vocabulary: Vocabulary
        do throws(Vocabulary.RepeatedID) {
            vocabulary = try Vocabulary(builder)
        } catch {
            findings.add(
                Self.place.appending("vocab"),
                "gives the id \(error.id) to \(JSONValue.string(error.token).seen) and another token")
            return nil
        }
        let table = merges.table(
            vocabulary: vocabulary, prefix: options.continuingSubwordPrefix, at: Self.place.appending("merges"),
            findings: findings)
        guard let table else { return nil }
        let model = BytePairModel(vocabulary: vocabulary, merges: table, options: options)
        checkUnknown(model, preTokenizers, findings)
        return model
    }

    /// Refuses a missing token for unknown characters, unless no character can be unknown.
    private func checkUnknown(_ model: BytePairModel, _ preTokenizers: [PreTokenizer], _ findings: Findings) {
        guard let unknown = model.options.unknownToken, model.vocabulary.id(of: unknown) == nil else { return }
        if model.spellsEveryByte { return }
        let isPlain = model.options.continuingSubwordPrefix.isEmpty && model.options.endOfWordSuffix.isEmpty
        if case .byteCharacters? = preTokenizers.last, isPlain,
            ByteCharacters.scalars.allSatisfy({ model.hasCharacter($0) })
        {
            return
        }
        findings.add(
            Self.place.appending("unk_token"), "\(JSONValue.string(unknown).seen) is not in the vocabulary")
    }
}

/// What a tokenizer file's `model` says beside its vocabulary and merges.
extension BytePairModel.Options: JSONObjectReadable {
    /// The largest prefix or suffix, in bytes.
    private static let affixLimit = 256
    /// What is read, for messages about what is not.
    static let knownKind = "byte-pair tokenizers (\"BPE\") are read"

    init?(reading fields: ObjectReader) {
        self.init()
        if let kind = fields.optional("type", as: String.self), kind != "BPE" {
            fields.refuseUnsupported("type", "is \"\(kind.prefix(80))\"; \(Self.knownKind)")
            fields.complaintAboutUnknown = { _ in nil }
        }
        if let dropout = fields.value("dropout") {
            let isZero = if case .number(let lexeme) = dropout { Double(lexeme) == 0 } else { false }
            if !isZero {
                fields.refuseUnsupported(
                    "dropout", "is \(dropout.seen); the same text must always give the same tokens")
            }
        }
        unknownToken = fields.optional("unk_token", as: String.self).map { Array($0.utf8) }
        continuingSubwordPrefix = Self.affix("continuing_subword_prefix", fields)
        endOfWordSuffix = Self.affix("end_of_word_suffix", fields)
        fusesUnknown = fields.optional("fuse_unk", as: Bool.self, else: false)
        fallsBackToBytes = fields.optional("byte_fallback", as: Bool.self, else: false)
        ignoresMerges = fields.optional("ignore_merges", as: Bool.self, else: false)
    }

    private static func affix(_ name: String, _ fields: ObjectReader) -> [UInt8] {
        let affix = Array(fields.optional(name, as: String.self, else: "").utf8)
        if affix.count > affixLimit { fields.refuseUnsupported(name, "is longer than \(affixLimit) bytes") }
        return affix
    }
}
