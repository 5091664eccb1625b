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

    /// The file, for writing; not to be used after this is gone.
    var content: FileContent { FileContent(path: path, descriptor: descriptor) }

    func write(_ bytes: some ContiguousBytes) throws {
        try bytes.withUnsafeBytes { try content.write($0, at: 0) }
    }

    /// Syncs and names the file; called once.
    ///
    /// - Parameter durable: whether to sync; a file that is not synced may be lost with the machine's power.
    func commit(durable: Bool = true) throws {
        guard !durable || fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw CheckpointError.system(errno, file: path, doing: "be written")
        }
        close(descriptor)
        descriptor = -1
        guard durable else { return }
        try syncFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }
}

/// The bytes of a file that is open for writing.
struct FileContent: Sendable {
    /// What messages call the file.
    let path: String
    let descriptor: Int32

    /// Makes room for a file of known size, so that a full disk is met at once and writing finds its blocks laid out.
    func reserve(byteCount: Int) throws {
        guard byteCount > 0 else { return }
        var number = EINTR
        while number == EINTR { number = posix_fallocate(descriptor, 0, off_t(byteCount)) }
        guard number == 0 else { throw CheckpointError.system(number, file: path, doing: "be written") }
    }

    /// Writes bytes at a place of the file; several threads may write at once.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw CheckpointError.system(errno, file: path, doing: "be written")
            }
            done += count
        }
    }
}

/// Makes the names in a folder last through a loss of power.
func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CheckpointError.system(errno, file: path, doing: "be synced") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw CheckpointError.system(errno, file: path, doing: "be synced") }
}
