import Foundation
import Parallelism

/// A regular file as a response body: opened once, read with `pread` in pieces, closed with the last reference.
public final class FileBody: Sendable {
    let descriptor: Int32
    /// The file's length in bytes when it was opened.
    public let length: Int64
    /// A strong entity tag without its quotes, such as the content's hash; nil leaves conditional requests unanswered.
    public let entityTag: String?

    /// Opens a file for reading.
    ///
    /// - Throws: `FileBodyError` when it cannot be opened or is not a regular file.
    public convenience init(path: String, entityTag: String? = nil) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            throw FileBodyError(path: path, message: String(cString: strerror(number)), systemError: number)
        }
        do {
            try self.init(descriptor: descriptor, path: path, entityTag: entityTag)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Takes over an open descriptor, which it will close; `path` is only for messages.
    public init(descriptor: Int32, path: String, entityTag: String? = nil) throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FileBodyError(path: path, message: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileBodyError(path: path, message: "not a regular file")
        }
        self.descriptor = descriptor
        self.length = Int64(status.st_size)
        self.entityTag = entityTag
    }

    deinit { close(descriptor) }
}

/// Why a file cannot be a response body.
public struct FileBodyError: Error, CustomStringConvertible, Sendable {
    public let path: String
    public let message: String
    /// The system's `errno`, where it refused to open the file.
    public var systemError: Int32?

    public var description: String { "\(path): \(message)" }
}

extension FileBody {
    /// Up to `count` bytes from `offset`; empty at the file's end.
    ///
    /// Reading a file may wait for the disk, so it has a thread of its own.
    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        try await BlockingThread.run(named: "http file") { [self] in
            var failure: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                let read = pread(descriptor, buffer.baseAddress, count, off_t(offset))
                if read < 0 { failure = errno }
                filled = max(read, 0)
            }
            guard failure == 0 else {
                throw FileBodyError(path: "file body", message: String(cString: strerror(failure)))
            }
            return bytes
        }
    }
}
