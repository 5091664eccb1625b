import API
import Checkpoints
import Scoring
import Storage
import Tokenizers
import Words

extension DocumentScanner {
    /// How the token ids of an evaluation set are read; `nil` for one of text.
    ///
    /// The tokenizer that made them is found by a checkpoint that brings it: ids mean nothing without, and what they
    /// decode to is counted, and held against the corpus, as text is.
    func tokenReading(of body: EvaluationSetCreation) async throws -> TokenReading? {
        guard body.format.holdsTokens, let text = body.tokenizer else { return nil }
        let found = try await store.read { transaction in
            try transaction.identifier(.checkpoint, for: text).flatMap { try transaction.checkpoint($0) }
        }
        guard let record = found else {
            throw Problem.field("/tokenizer", try await store.read { try $0.unknown(.checkpoint, text) })
        }
        let tokenizer = try await open(tokenizerOf: record)
        let separator: Int32
        if let given = body.separator {
            guard given < record.vocabularySize, let id = Int32(exactly: given) else {
                throw Problem.field(
                    "/separator",
                    "is \(given); expected an id of the checkpoint's vocabulary of \(record.vocabularySize)")
            }
            separator = id
        } else {
            separator = try await endOfDocument(of: record, tokenizer)
        }
        return TokenReading(tokenizer: tokenizer, vocabularyRows: record.vocabularySize, separator: separator)
    }

    private func open(tokenizerOf record: CheckpointRecord) async throws -> any Tokenizer {
        do {
            return try await tokenizers.tokenizer(of: record)
        } catch let fault as CheckpointFault {
            throw Problem.field("/tokenizer", fault.description)
        }
    }

    private func endOfDocument(of record: CheckpointRecord, _ tokenizer: any Tokenizer) async throws -> Int32 {
        var blobs: [String: Blob] = [:]
        for file in record.tokenizerFiles { blobs[file.name] = try await store.blobs.blob(file.sha256) }
        let found = blobs
        do {
            return try await blocking.run {
                try PrefixToken.endOfDocument(
                    namedBy: CheckpointFiles(name: record.name, paths: found.mapValues(\.path)), tokenizer: tokenizer)
            }
        } catch let error as CheckpointError where !error.lacksDescriptor {
            throw Problem.field("/separator", CheckpointFault(error, blobs: found).description)
        }
    }
}
