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
    /// - Throws: ``StorageError`` with code `locked` if another process holds it, `failed` if it cannot be made or is
    ///   somebody else's.
    init(path: String) throws {
        self.path = path
        let files = LocalFileSystem()
        try Self.checkIsOwn(path, files)
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

    /// Refuses a folder that others may read and that holds what no service put there.
    ///
    /// It was named by mistake: to close `/tmp` or a home to everybody else would break more than it guards.
    private static func checkIsOwn(_ path: String, _ files: LocalFileSystem) throws {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_mode & 0o077 != 0 else { return }
        guard try files.size(of: path + "/blobs/sha256") == nil else { return }
        // The root of a file system of its own has this from the start.
        let names = try files.names(in: path).filter { $0 != "lost+found" }
        guard !names.isEmpty, !names.contains("assay.sqlite") else { return }
        throw StorageError(
            .failed, subject: path,
            message: "is open to others and holds what is no service's: name a folder of its own, or close this one "
                + "to others first (chmod 700)")
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
