import Foundation
import Hashing
import Synchronization

/// A file that is being received under another name, hashed as it grows.
final class PartialFile: Sendable {
    private let path: String
    private let partialPath: String
    private let state: Mutex<State>

    private struct State: ~Copyable {
        let descriptor: Int32
        let hash: SHA256
    }

    init(for path: String) throws {
        self.path = path
        let partialPath = "\(path).\(UUID().uuidString).partial"
        self.partialPath = partialPath
        let descriptor = open(partialPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(partialPath) }
        state = Mutex(State(descriptor: descriptor, hash: SHA256()))
    }

    deinit { state.withLock { _ = close($0.descriptor) } }

    func append(_ bytes: [UInt8]) throws {
        try state.withLock { state in
            state.hash.update(bytes)
            try bytes.withUnsafeBytes { buffer in
                var rest = buffer[...]
                while !rest.isEmpty {
                    let count = write(state.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                    if count < 0 {
                        if errno == EINTR { continue }
                        throw Self.failure(partialPath)
                    }
                    rest = rest.dropFirst(count)
                }
            }
        }
    }

    /// Writes everything to the disk, and gives the hash of it all.
    ///
    /// Called once.
    func finish() throws -> SHA256Digest {
        try state.withLock { state in
            guard fsync(state.descriptor) == 0 else { throw Self.failure(partialPath) }
            return state.hash.finalize()
        }
    }

    /// Gives the file its name.
    func takeName() throws {
        guard rename(partialPath, path) == 0 else { throw Self.failure(path) }
    }

    func discard() {
        unlink(partialPath)
    }

    private static func failure(_ path: String) -> ClientError {
        ClientError(.file, message: "\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
}
