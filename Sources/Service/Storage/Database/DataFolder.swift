import Glibc
import Synchronization

/// The folder that holds everything, held by one process at a time.
///
/// The lock is `flock` on the folder itself: it ends with the process, however that ends.
final class DataFolder: Sendable {
    let path: String
    /// What holds the lock; `nil` once it is released.
    private let descriptor: Mutex<Int32?>

    /// Makes the folder if it is not there, and takes it.
    ///
    /// - Throws: ``StorageError`` with code `locked` if another process holds it, `failed` if it cannot be made.
    init(path: String) throws {
        self.path = path
        let files = LocalFileSystem()
        var isNew = false
        for folder in [path, path + "/blobs", path + "/blobs/sha256", path + "/blobs/quarantine", path + "/tmp"] {
            isNew = try files.makeFolder(folder) || isNew
        }
        if isNew {
            // What is kept in a folder whose own name is not on disk is lost with the power.
            for folder in [path + "/blobs", path, path + "/.."] { try files.syncFolder(folder) }
        }
        try Self.close(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("cannot open the folder", subject: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            Glibc.close(descriptor)
            guard error == EWOULDBLOCK else {
                errno = error
                throw StorageError.system("cannot lock the folder", subject: path)
            }
            throw StorageError(
                .locked, subject: path,
                message: "another assayd serves this data folder; stop it, or give this one a folder of its own")
        }
        self.descriptor = Mutex(descriptor)
    }

    /// Has nobody else read the folder: it may have been made by hand, with the rights of any other.
    private static func close(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StorageError.system("cannot look at the folder", subject: path) }
        guard status.st_mode & 0o077 != 0 else { return }
        guard chmod(path, status.st_mode & 0o700) == 0 else {
            throw StorageError.system("is readable by others, and that cannot be changed", subject: path)
        }
    }

    /// Lets others have the folder.
    func release() {
        descriptor.withLock { descriptor in
            if let descriptor { Glibc.close(descriptor) }
            descriptor = nil
        }
    }

    deinit {
        release()
    }
}

extension StorageError {
    /// An error of the operating system, as `errno` tells it.
    static func system(_ message: String, subject: String, number: Int32 = errno) -> StorageError {
        let code: Code =
            switch number {
            case ENOSPC, EDQUOT: .full
            case ENOENT: .missing
            case EMFILE, ENFILE: .exhausted
            default: .failed
            }
        return StorageError(
            code, subject: subject, message: "\(message): \(String(cString: strerror(number)))", systemError: number)
    }
}
