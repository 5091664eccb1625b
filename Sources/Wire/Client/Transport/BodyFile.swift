import Foundation
import Parallelism

/// A file whose bytes are the body of a request: read from its begin to its end, beside Swift's cooperative pool.
struct BodyFile: Sendable {
    /// Bytes, when it was opened.
    let length: Int64
    /// Up to so many bytes from where the last read ended; empty at the file's end.
    ///
    /// Blocks.
    private let blockingRead: @Sendable (_ count: Int) throws -> [UInt8]

    /// What the threads are called that read.
    static let threadName = "client file"

    init(length: Int64, read: @escaping @Sendable (_ count: Int) throws -> [UInt8]) {
        self.length = length
        blockingRead = read
    }

    /// Opens a file.
    ///
    /// - Parameter server: for the message of an error.
    /// - Throws: ``TransportError`` with the code `badRequestBody` if it cannot be read; so do the reads.
    static func open(_ path: String, server: String) async throws -> BodyFile {
        try await BlockingThread.run(named: threadName) {
            guard let handle = FileHandle(forReadingAtPath: path), let end = try? handle.seekToEnd(),
                (try? handle.seek(toOffset: 0)) != nil
            else {
                throw TransportError(.badRequestBody, server: server, message: "the file \(path) cannot be read")
            }
            return BodyFile(length: Int64(end)) { count in
                do {
                    return try handle.read(upToCount: count).map { [UInt8]($0) } ?? []
                } catch {
                    throw TransportError(.badRequestBody, server: server, message: "\(path) cannot be read: \(error)")
                }
            }
        }
    }

    func read(_ count: Int) async throws -> [UInt8] {
        try await BlockingThread.run(named: Self.threadName) { [blockingRead] in try blockingRead(count) }
    }
}
