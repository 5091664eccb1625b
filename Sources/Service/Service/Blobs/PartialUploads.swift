import Foundation
import HTTPTypes
import Hashing
import Storage
import Synchronization

/// Blobs that come in parts, each part as a request of its own, so that a broken connection costs one part at most.
///
/// A blob's bytes grow in a file named by its hash until all are there; whatever part of a request arrived is kept.
/// The file outlives the service. Work on files runs on the queue that is handed in.
final class PartialUploads: Sendable {
    private let folder: String
    private let queue: BlockingQueue
    private let busy = Mutex<Set<SHA256Digest>>([])

    init(folder: String, queue: BlockingQueue) {
        self.folder = folder
        self.queue = queue
    }

    /// How many bytes of a blob are there; `nil` if none of its upload is.
    func offset(of digest: SHA256Digest) async throws -> Int64? {
        let path = path(of: digest)
        return try await queue.run { try Self.size(of: path) }
    }

    /// Adds a part as it comes.
    ///
    /// - Returns: how many bytes are there now.
    /// - Throws: a ``Problem`` if the part does not begin where the upload stands or holds another number of bytes.
    func append<Chunks: AsyncSequence>(
        _ chunks: Chunks, of range: ContentRange, to digest: SHA256Digest
    ) async throws -> Int64 where Chunks.Element == [UInt8] {
        try await alone(with: digest) {
            let handle = try await open(digest, at: range.first)
            var count: Int64 = 0
            do {
                for try await chunk in chunks {
                    count += Int64(chunk.count)
                    guard count <= range.length else { break }
                    try await queue.run { try handle.value.write(contentsOf: chunk) }
                }
            } catch {
                try? await queue.run { try handle.value.close() }
                throw error
            }
            try await queue.run {
                try handle.value.synchronize()
                try handle.value.close()
            }
            guard count == range.length else {
                // Bytes that belong to no one must not stay: the next part would go on after them.
                try await truncate(digest, to: range.first)
                throw Problem(
                    .malformedRequest,
                    "The body has \(count > range.length ? "more than \(range.length)" : "\(count)") bytes; "
                        + "Content-Range announces \(range.length).")
            }
            return range.last + 1
        }
    }

    /// Hands the whole bytes over, then forgets them; also when they turn out to be wrong.
    func consume<Value>(
        _ digest: SHA256Digest, _ take: (AsyncThrowingStream<[UInt8], any Error>) async throws -> Value
    ) async throws -> Value {
        let path = path(of: digest)
        let queue = queue
        return try await alone(with: digest) {
            let handle = try await queue.run { Handle(try FileHandle(forReadingFrom: URL(fileURLWithPath: path))) }
            let chunks = AsyncThrowingStream {
                let chunk = try await queue.run { try handle.value.read(upToCount: 1 << 20) }
                return chunk.flatMap { $0.isEmpty ? nil : Array($0) }
            }
            do {
                let value = try await take(chunks)
                try await queue.run { try FileManager.default.removeItem(atPath: path) }
                return value
            } catch {
                try? await queue.run { try FileManager.default.removeItem(atPath: path) }
                throw error
            }
        }
    }

    /// Removes what no part has been added to since a moment.
    func removeStale(before moment: Date) async throws {
        try await queue.run { [folder] in
            guard FileManager.default.fileExists(atPath: folder) else { return }
            for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                let path = folder + "/" + name
                let changed = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                if let changed, changed < moment { try FileManager.default.removeItem(atPath: path) }
            }
        }
    }

    /// A file handle that one request owns at a time.
    private struct Handle: @unchecked Sendable {
        let value: FileHandle

        init(_ value: FileHandle) { self.value = value }
    }

    private func open(_ digest: SHA256Digest, at offset: Int64) async throws -> Handle {
        let path = path(of: digest)
        return try await queue.run { [folder] in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let found = try Self.size(of: path) ?? 0
            guard found == offset else {
                throw Problem(
                    .uploadOffset, "The part begins at byte \(offset); \(found) bytes are there.",
                    fields: [.uploadOffset: String(found)])
            }
            if offset == 0, !FileManager.default.createFile(atPath: path, contents: nil) {
                throw StorageError(.failed, subject: path, message: "cannot be made")
            }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.seekToEnd()
            return Handle(handle)
        }
    }

    private func truncate(_ digest: SHA256Digest, to offset: Int64) async throws {
        let path = path(of: digest)
        try await queue.run {
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(offset))
            try handle.close()
        }
    }

    /// Keeps two requests from writing one upload.
    private func alone<Value>(with digest: SHA256Digest, _ work: () async throws -> Value) async throws -> Value {
        guard busy.withLock({ $0.insert(digest).inserted }) else {
            throw Problem.later(.stateConflict, "Another request is sending a part of this blob.", seconds: 1)
        }
        defer { _ = busy.withLock { $0.remove(digest) } }
        return try await work()
    }

    private func path(of digest: SHA256Digest) -> String {
        "\(folder)/\(digest.hex)"
    }

    private static func size(of path: String) throws -> Int64? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value
    }
}
