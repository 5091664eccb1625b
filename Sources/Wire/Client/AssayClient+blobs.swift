public import API
import Foundation
import HTTPTypes
public import Hashing
import Parallelism

extension AssayClient {
    /// Uploads a file, unless the service has its content already.
    ///
    /// The file is hashed first and then streamed, so memory does not grow with it.
    public func upload(fileAt path: String) async throws -> BlobReference {
        let (digest, byteCount) = try await BlockingThread.run(named: BodyFile.threadName) {
            (try SHA256.hash(fileAt: path), try Self.byteCount(ofFileAt: path))
        }
        return try await upload(.file(path: path), digest: digest, byteCount: byteCount)
    }

    /// Uploads bytes, unless the service has them already.
    public func upload(_ bytes: [UInt8]) async throws -> BlobReference {
        let digest = try await BlockingThread.run(named: BodyFile.threadName) { SHA256.hash(bytes) }
        return try await upload(.bytes(bytes), digest: digest, byteCount: Int64(bytes.count))
    }

    /// Whether the service has a blob.
    public func hasBlob(_ digest: SHA256Digest) async throws -> Bool {
        do {
            return try await send(Call(method: .head, path: Self.path(of: digest), isRepeatable: true)) { _ in true }
        } catch let problem as ProblemResource where problem.status == 404 {
            return false
        }
    }

    /// Downloads a blob into a file, which appears under its name only when it is whole and has the hash that names it.
    ///
    /// - Throws: ``ClientError`` with the code `corrupted` for another content, `file` when the file cannot be written.
    public func download(_ digest: SHA256Digest, to path: String) async throws {
        try await send(.get(Self.path(of: digest))) { answer in
            try await Self.receive(answer, named: digest, into: path)
        }
    }

    /// A blob's content, for small ones.
    ///
    /// - Parameter bound: how many bytes are read at most.
    public func blob(_ digest: SHA256Digest, upTo bound: Int = 64 << 20) async throws -> [UInt8] {
        try await send(.get(Self.path(of: digest))) { answer in
            let bytes = try await answer.collect(upTo: bound)
            guard SHA256.hash(bytes) == digest else { throw Self.corrupted(digest) }
            return bytes
        }
    }

    /// Has the service read a blob whole and compute its hash again.
    ///
    /// - Throws: `ProblemResource` that names the blob if it is not there or is damaged.
    public func verifyBlob(_ digest: SHA256Digest) async throws -> BlobVerification {
        var call = Call.post(Self.path(of: digest) + ":verify", isRepeatable: true)
        // A large one takes as long as its disk takes to read it.
        call.wait = .seconds(4 * 3600)
        return try await json(of: call)
    }

    private func upload(_ body: Call.Body, digest: SHA256Digest, byteCount: Int64) async throws -> BlobReference {
        if try await hasBlob(digest) { return BlobReference(digest: digest, byteCount: byteCount, isNew: false) }
        var call = Call(method: .put, path: Self.path(of: digest), body: body, isRepeatable: true)
        call.fields[.contentType] = "application/octet-stream"
        return try await send(call) { answer in
            _ = try await answer.collect(upTo: 1 << 20)
            return BlobReference(digest: digest, byteCount: byteCount, isNew: answer.head.status == .created)
        }
    }

    private static func receive(_ answer: TransportAnswer, named digest: SHA256Digest, into path: String) async throws {
        let file = try await BlockingThread.run(named: BodyFile.threadName) { try PartialFile(for: path) }
        do {
            while let piece = try await answer.next() {
                try await BlockingThread.run(named: BodyFile.threadName) { try file.append(piece) }
            }
            let received = try await BlockingThread.run(named: BodyFile.threadName) { try file.finish() }
            guard received == digest else { throw corrupted(digest) }
            try await BlockingThread.run(named: BodyFile.threadName) { try file.takeName() }
        } catch {
            await BlockingThread.run(named: BodyFile.threadName) { file.discard() }
            throw error
        }
    }

    private static func byteCount(ofFileAt path: String) throws -> Int64 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw ClientError(.file, message: "\(path): cannot be read: \(String(cString: strerror(errno)))")
        }
        return Int64(status.st_size)
    }

    private static func path(of digest: SHA256Digest) -> String { "/v1/blobs/\(digest.hex)" }

    private static func corrupted(_ digest: SHA256Digest) -> ClientError {
        ClientError(.corrupted, message: "blob \(digest.hex) arrived with another content than its hash names")
    }
}
