import Foundation

/// Why a file could not be hashed.
public struct FileHashingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it.
    public let file: String
    /// The system's error number.
    public let errorNumber: Int32

    public init(file: String, errorNumber: Int32) {
        self.file = file
        self.errorNumber = errorNumber
    }

    public var description: String { "\(file): cannot be read: \(String(cString: strerror(errorNumber)))" }
}

extension SHA256 {
    /// The digest of a file's content, read in pieces of 1 MiB; blocks the calling thread.
    public static func hash(fileAt path: String) throws -> SHA256Digest {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileHashingError(file: path, errorNumber: errno) }
        defer { close(descriptor) }
        let computation = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileHashingError(file: path, errorNumber: errno)
            }
            if count == 0 { return computation.finalize() }
            computation.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
