import Foundation

/// A regular file that is open for reading, and what it looked like when it was opened.
final class OpenFile: Sendable {
    /// What tells that a file is still the one that was opened.
    private struct Identity: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ status: stat) {
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// What messages call the file.
    let label: String
    let descriptor: Int32
    private let identity: Identity

    /// The file's size in bytes when it was opened.
    var size: Int { identity.size }

    /// - Parameter label: what messages call the file; its path unless given.
    init(_ path: String, named label: String? = nil) throws {
        let label = label ?? path
        // Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw CheckpointError.system(errno, file: label, doing: "be opened") }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw CheckpointError.system(number, file: label, doing: "be read")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw CheckpointError(.unreadable, file: label, message: "is not a regular file")
        }
        self.label = label
        self.descriptor = descriptor
        identity = Identity(status)
    }

    deinit { close(descriptor) }

    /// Throws if the file's size or time of change are not those of when it was opened.
    func checkUnchanged() throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw CheckpointError.system(errno, file: label, doing: "be read")
        }
        guard Identity(status) == identity else {
            throw CheckpointError(
                .changed, file: label,
                message: "the file changed while it was in use: it had \(size) bytes and now has \(status.st_size)")
        }
    }

    /// Reads exactly as many bytes as the buffer has, by `pread`.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw CheckpointError.system(errno, file: label, doing: "be read")
            }
            guard count > 0 else {
                throw CheckpointError(
                    .changed, file: label,
                    message: "the file ended at byte \(offset + done) while it was read; it had \(size) bytes")
            }
            done += count
        }
    }

    /// Reads a whole file that is expected to be small.
    static func contents(of path: String, named label: String? = nil, limit: Int) throws -> Data {
        let file = try OpenFile(path, named: label)
        guard file.size <= limit else {
            throw CheckpointError(
                .malformed, file: file.label, message: "the file has \(file.size) bytes; at most \(limit) are expected")
        }
        var data = Data(count: file.size)
        try data.withUnsafeMutableBytes { try file.read(at: 0, into: $0) }
        try file.checkUnchanged()
        return data
    }
}

extension CheckpointError {
    /// An error of the system, in its words.
    static func system(_ number: Int32, file: String, doing action: String) -> CheckpointError {
        CheckpointError(
            .unreadable, file: file, message: "cannot \(action): \(String(cString: strerror(number)))",
            systemError: number)
    }
}
