import API
import Foundation
import Hashing
import Statistics
import Storage
import Words

/// Reads the score of each document of an evaluation, and keeps those that were read lately.
struct DocumentScoresReader: Sendable {
    let blobs: BlobStore
    let blocking: BlockingQueue
    let cache: DocumentScoresCache
}

extension DocumentScoresReader {
    /// What an evaluation found for each document, read from its blob outside of any transaction.
    ///
    /// - Throws: ``Problem`` `state-conflict` while it has no scores; `StorageError` for a blob that is missing or
    ///   rotten.
    func scores(of record: EvaluationRecord) async throws -> DocumentScores {
        guard let result = record.result else {
            throw Problem(.stateConflict, "\(record.id) is \(record.state.rawValue): it has no scores yet.")
        }
        return try await cache.scores(of: result.documentsBlob) { [blobs, blocking] in
            let blob = try await blobs.blob(result.documentsBlob)
            return try await blocking.run {
                let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: blob.path))
                defer { try? file.close() }
                let bytes = try file.readToEnd() ?? Data()
                do throws(DocumentLinesError) {
                    return try DocumentScoreLines.read(bytes)
                } catch {
                    throw StorageError(.corrupted, subject: "blob \(blob.digest.hex)", message: "\(error)")
                }
            }
        }
    }
}

/// Scores of documents that were read lately: a study reads those of its candidates again after every round.
actor DocumentScoresCache {
    private var sets: [(digest: SHA256Digest, scores: DocumentScores)] = []
    /// Documents that are kept at most, of all sets together.
    private let capacity: Int

    init(capacity: Int = 1_000_000) {
        self.capacity = capacity
    }

    /// The scores that a blob holds.
    func scores(
        of digest: SHA256Digest, read: @Sendable () async throws -> DocumentScores
    ) async throws -> DocumentScores {
        if let index = sets.firstIndex(where: { $0.digest == digest }) {
            let set = sets.remove(at: index)
            sets.append(set)
            return set.scores
        }
        let scores = try await read()
        guard !sets.contains(where: { $0.digest == digest }) else { return scores }
        sets.append((digest, scores))
        while sets.reduce(0, { $0 + $1.scores.count }) > capacity, sets.count > 1 { sets.removeFirst() }
        return scores
    }
}
