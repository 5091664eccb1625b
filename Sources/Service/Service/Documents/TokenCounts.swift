import API
import Caching
import Hashing
import Scoring
import Storage
import Tokenizers
import Words

/// How many tokens documents have under a tokenizer; what was counted lately is remembered.
actor TokenCounts {
    /// Tokens of documents' text, without their context.
    struct Count: Hashable, Sendable {
        var tokens = 0
        /// By domain.
        var domains: [String: Int] = [:]
    }

    private struct Key: Hashable {
        let blob: SHA256Digest
        let format: DocumentFormat
        let tokenizer: String
        let separator: Int?
    }

    private let blobs: BlobStore
    private let queue: BlockingQueue
    private var known = LeastRecentlyUsed<Key, Count>(capacity: 1_024)

    init(blobs: BlobStore, queue: BlockingQueue) {
        self.blobs = blobs
        self.queue = queue
    }

    /// Counts the tokens of a blob's documents.
    ///
    /// - Parameter separator: of token ids, which the same tokenizer made: the id that stands between documents.
    func count(
        _ blob: SHA256Digest, _ format: DocumentFormat, separator: Int? = nil, under tokenizer: any Tokenizer
    ) async throws -> Count {
        let key = Key(blob: blob, format: format, tokenizer: tokenizer.hash, separator: separator)
        if let count = known.value(of: key) { return count }
        let file = try await blobs.blob(blob)
        let count = try await queue.run {
            var count = Count()
            let tokens = TokenReading(
                tokenizer: tokenizer, vocabularyRows: Int(Int32.max), separator: separator.map(Int32.init(clamping:)))
            let reader = DocumentReader(
                path: file.path, name: "blob", format: format, domain: TaskDocuments.unnamedDomain,
                tokens: tokens)
            try reader.forEach { document, _ in
                let tokens = (document.tokens ?? tokenizer.encode(document.text)).count
                count.tokens += tokens
                count.domains[document.domain, default: 0] += tokens
            }
            return count
        }
        known.insert(count, for: key)
        return count
    }
}
