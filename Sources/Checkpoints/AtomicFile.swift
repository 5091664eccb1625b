import Foundation

/// A file that appears under its name whole and synced, or not at all.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` syncs it, renames it and syncs the folder. One that is
/// never committed removes its temporary file.
final class AtomicFile {
    let path: String
    private let temporary: String
    private var descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        temporary = "\(path).\(UUID().uuidString)"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw CheckpointError.system(errno, file: path, doing: "be written") }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw CheckpointError.system(errno, file: path, doing: "be written")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Syncs and names the file; called once.
    func commit() throws {
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw CheckpointError.system(errno, file: path, doing: "be written")
        }
        close(descriptor)
        descriptor = -1
        try syncFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }
}

/// Makes the names in a folder last through a loss of power.
func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CheckpointError.system(errno, file: path, doing: "be synced") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CheckpointError.system(errno, file: path, doing: "be synced") }
}
