import API
import Caching
import Hashing
import Scoring
import Statistics
import Storage
import Tokenizers
import Words

/// Domains and clusters of evaluation sets' documents; those that were read lately are remembered: a race asks at every
/// look.
actor DocumentLayouts {
    private struct Key: Hashable {
        let blob: SHA256Digest
        let format: DocumentFormat
        let separator: Int?
    }

    private let blobs: BlobStore
    private let queue: BlockingQueue
    /// Few evaluation sets are raced on at once.
    private var known = LeastRecentlyUsed<Key, DocumentLayout>(capacity: 4)

    init(blobs: BlobStore, queue: BlockingQueue) {
        self.blobs = blobs
        self.queue = queue
    }

    /// - Parameter tokenizer: what made the ids, where documents stand as those.
    func layout(of set: EvaluationSetRecord, tokenizer: any Tokenizer) async throws -> DocumentLayout {
        let key = Key(blob: set.blob, format: set.format, separator: set.separator)
        if let layout = known.value(of: key) { return layout }
        let file = try await blobs.blob(set.blob)
        let layout = try await queue.run {
            let tokens = TokenReading(
                tokenizer: tokenizer, vocabularyRows: Int(Int32.max),
                separator: set.separator.map(Int32.init(clamping:)))
            let reader = DocumentReader(
                path: file.path, name: "blob", format: set.format, domain: TaskDocuments.unnamedDomain,
                tokens: tokens)
            var documents: [(domain: String, cluster: String?)] = []
            try reader.forEach { document, _ in documents.append((document.domain, document.cluster)) }
            return DocumentLayout(documents)
        }
        known.insert(layout, for: key)
        return layout
    }
}
