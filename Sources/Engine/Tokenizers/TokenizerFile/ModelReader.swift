import Checkpoints
import StrictJSON

/// Reads a tokenizer file's `model`, whose vocabulary and merges go into flat memory as they are scanned.
struct ModelReader {
    let file: String
    let idLimit: Int
    /// What is wrong, where it is more than the JSON.
    private(set) var failure: CheckpointError?
    private var isRead = false
    private var members: [JSONValue.Member] = []
    private var vocabulary: Vocabulary.Builder?
    private var merges: MergeList?

    /// The largest prefix or suffix, in bytes.
    private static let affixLimit = 256

    init(file: String, idLimit: Int) {
        self.file = file
        self.idLimit = min(idLimit, Int(Int32.max))
    }

    mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
        isRead = true
        var (vocabulary, merges) = (self.vocabulary, self.merges)
        var members: [JSONValue.Member] = []
        var failure: CheckpointError?
        do throws(JSONError) {
            try scanner.object { (scanner, key) throws(JSONError) in
                if key.elementsEqual("vocab".utf8) {
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
    }

    private func vocabulary(
        _ scanner: inout JSONScanner, _ failure: inout CheckpointError?
    ) throws(JSONError) -> Vocabulary.Builder {
        var builder = Vocabulary.Builder()
        var problem: String?
        do throws(JSONError) {
            try scanner.members { (scanner, key, _) throws(JSONError) in
                let lexeme = try scanner.number()
                let id = Int(lexeme).flatMap { (0..<idLimit).contains($0) ? Int32($0) : nil }
                guard let id else {
                    problem =
                        "gives the token \(JSONValue.string(key).seen) the id \(lexeme.prefix(40)); expected 0 to \(idLimit - 1), for "
                        + "the model's embedding has \(idLimit) rows"
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

    /// Puts the model together.
    func model(preTokenizers: [PreTokenizer]) throws(CheckpointError) -> BytePairModel {
        guard isRead else { throw malformed("", "is missing") }
        var object = try FileObject(.object(members), file: file, path: "model")
        if object.value("type") != nil {
            let type = try object.type()
            guard type == "BPE" else {
                throw object.unsupported("type", "is \"\(type.prefix(80))\"; BPE is understood")
            }
        }
        let options = try options(&object)
        try object.end()
        guard let builder = self.vocabulary, let merges else {
            throw malformed(self.vocabulary == nil ? "vocab" : "merges", "is missing")
        }
        let vocabulary: Vocabulary
        do throws(Vocabulary.RepeatedID) {
            vocabulary = try Vocabulary(builder)
        } catch {
            throw malformed(
                "vocab", "gives the id \(error.id) to \(JSONValue.string(error.token).seen) and another token")
        }
        let table = try merges.table(
            vocabulary: vocabulary, prefix: options.continuingSubwordPrefix, file: file)
        let model = BytePairModel(vocabulary: vocabulary, merges: table, options: options)
        try checkUnknown(model, preTokenizers)
        return model
    }

    private func malformed(_ key: String, _ message: String) -> CheckpointError {
        CheckpointError(.malformed, file: file, subject: key.isEmpty ? "model" : "model.\(key)", message: message)
    }

    private func options(_ object: inout FileObject) throws(CheckpointError) -> BytePairModel.Options {
        var options = BytePairModel.Options()
        if let dropout = object.value("dropout") {
            guard case .number(let lexeme) = dropout, Double(lexeme) == 0 else {
                throw object.unsupported(
                    "dropout", "is \(dropout.seen); the same text must always give the same tokens")
            }
        }
        if object.value("unk_token") != nil { options.unknownToken = try object.string("unk_token") }
        options.continuingSubwordPrefix = try affix("continuing_subword_prefix", &object)
        options.endOfWordSuffix = try affix("end_of_word_suffix", &object)
        options.fusesUnknown = try object.boolean("fuse_unk", default: false)
        options.fallsBackToBytes = try object.boolean("byte_fallback", default: false)
        options.ignoresMerges = try object.boolean("ignore_merges", default: false)
        return options
    }

    private func affix(_ key: String, _ object: inout FileObject) throws(CheckpointError) -> [UInt8] {
        guard object.value(key) != nil else { return [] }
        let affix = try object.string(key)
        guard affix.count <= Self.affixLimit else {
            throw object.unsupported(key, "is longer than \(Self.affixLimit) bytes")
        }
        return affix
    }

    /// Refuses a missing token for unknown characters, unless no character can be unknown.
    private func checkUnknown(_ model: BytePairModel, _ preTokenizers: [PreTokenizer]) throws(CheckpointError) {
        guard let unknown = model.options.unknownToken, model.vocabulary.id(of: unknown) == nil else { return }
        if model.spellsEveryByte { return }
        let isPlain = model.options.continuingSubwordPrefix.isEmpty && model.options.endOfWordSuffix.isEmpty
        if case .byteCharacters? = preTokenizers.last, isPlain,
            ByteCharacters.scalars.allSatisfy({ model.hasCharacter($0) })
        {
            return
        }
        throw malformed("unk_token", "\(JSONValue.string(unknown).seen) is not in the vocabulary")
    }
}
