import API
import Caching
import Mixtures
import Parallelism
import Scoring
import Statistics
import Tokenizers

/// Documents that were scored lately, tokenised and cut into windows: every evaluation of a batch scores the same ones.
actor DocumentCache {
    /// What documents are prepared by.
    private struct Key: Hashable {
        let documents: TaskDocuments
        /// What identifies the tokenizer.
        let tokenizer: String
        let context: Int
    }

    /// Few evaluation sets are asked for in turn.
    private static let capacity = 4

    private let blobs: BlobSource
    private var sets = LeastRecentlyUsed<Key, [PreparedDocument]>(capacity: DocumentCache.capacity)

    init(blobs: BlobSource) {
        self.blobs = blobs
    }

    /// The documents that an evaluation scores, in order: all of its set, or a part.
    ///
    /// - Parameter tokenizer: the task's, open.
    /// - Throws: `DocumentError` that names the line.
    func documents(of task: EvaluationTask, tokenizer: any Tokenizer) async throws -> [PreparedDocument] {
        let all = try await allDocuments(of: task, tokenizer: tokenizer)
        guard let part = task.part else { return all }
        return try all.places(of: part).map { all[$0] }
    }

    /// The documents of an evaluation's set, in order.
    func allDocuments(of task: EvaluationTask, tokenizer: any Tokenizer) async throws -> [PreparedDocument] {
        let key = Key(documents: task.documents, tokenizer: tokenizer.hash, context: task.context)
        if let documents = sets.value(of: key) { return documents }
        guard key.context >= 1 else {
            throw WorkFailure("task-malformed", "the context is \(key.context); expected at least 1")
        }
        let reader = try await DocumentReader(task.documents, in: blobs, tokenizer: tokenizer)
        let documents = try await BlockingThread.run(named: "read documents") {
            var documents: [PreparedDocument] = []
            try reader.forEach { document, line in
                let prepared = PreparedDocument(document, tokenizer: tokenizer, context: key.context)
                do {
                    try prepared.checkTokens(of: tokenizer, below: task.tokenizer.vocabularyRows)
                } catch {
                    throw DocumentError(file: "blob \(task.documents.blob)", line: line, message: "\(error)")
                }
                documents.append(prepared)
            }
            return documents
        }
        sets.insert(documents, for: key)
        return documents
    }
}

extension [PreparedDocument] {
    /// Where the documents of a part stand among these, which are all of the set; all places where there is no part.
    ///
    /// - Throws: ``WorkFailure`` for a part of other documents.
    func places(of part: DocumentPart?) throws -> [Int] {
        guard let part else { return Array<Int>(indices) }
        guard part.from >= 0, part.from < part.to, part.to <= count else {
            throw WorkFailure("task-malformed", "the part is \(part.from) to \(part.to); there are \(count) documents")
        }
        let layout = DocumentLayout(map { (domain: $0.domain, cluster: $0.cluster) })
        do throws(DocumentSplitError) {
            return try DocumentOrder(layout, of: part).documents(of: part)
        } catch {
            throw WorkFailure("task-malformed", "the part's split: \(error)")
        }
    }
}

extension DocumentReader {
    /// A reader of a blob; messages call it by its hash.
    ///
    /// - Parameter tokenizer: what made the ids, where documents stand as those.
    init(_ task: TaskDocuments, in blobs: BlobSource, tokenizer: any Tokenizer) async throws {
        // How many rows a model has is asked where the two meet.
        let tokens = TokenReading(
            tokenizer: tokenizer, vocabularyRows: Int(Int32.max), separator: task.separator.map(Int32.init(clamping:)))
        self.init(
            path: try await blobs.path(of: task.blob), name: "blob \(task.blob)", format: task.format,
            domain: task.domain,
            tokens: tokens)
    }
}
