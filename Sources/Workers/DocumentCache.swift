import API
import Scoring

/// Documents that were read lately: every evaluation of a batch scores the same ones.
actor DocumentCache {
    /// Few evaluation sets are asked for in turn.
    private static let capacity = 4

    private let blobs: BlobSource
    private var sets: [(key: TaskDocuments, documents: [Document])] = []

    init(blobs: BlobSource) {
        self.blobs = blobs
    }

    /// The documents of a blob, in order.
    ///
    /// - Throws: ``DocumentError`` that names the line.
    func documents(_ task: TaskDocuments) async throws -> [Document] {
        if let index = sets.firstIndex(where: { $0.key == task }) {
            let set = sets.remove(at: index)
            sets.append(set)
            return set.documents
        }
        let reader = try await DocumentReader(task, in: blobs)
        let documents = try await ComputeThread.run(named: "read documents") { try reader.documents() }
        sets.append((task, documents))
        if sets.count > Self.capacity { sets.removeFirst() }
        return documents
    }
}

extension DocumentReader {
    /// A reader of a blob; messages call it by its hash.
    init(_ task: TaskDocuments, in blobs: BlobSource) async throws {
        let format: Scoring.DocumentFormat
        switch task.format {
        case .jsonLines, .gzippedJSONLines: format = .jsonl
        case .text: format = .text
        }
        self.init(
            path: try await blobs.path(of: task.blob), name: "blob \(task.blob)", format: format, domain: task.domain)
    }
}
