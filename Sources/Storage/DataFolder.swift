import Glibc

/// The folder that holds everything, held by one process at a time.
///
/// The lock is `flock` on the folder itself: it ends with the process, however that ends.
final class DataFolder: Sendable {
    let path: String
    private let descriptor: Int32

    /// Makes the folder if it is not there, and takes it.
    ///
    /// - Throws: ``StorageError`` with code `locked` if another process holds it, `failed` if it cannot be made.
    init(path: String) throws {
        self.path = path
        for folder in [path, path + "/blobs", path + "/blobs/sha256", path + "/blobs/quarantine", path + "/tmp"] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw StorageError.system("cannot make the folder", subject: folder)
            }
        }
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("cannot open the folder", subject: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = errno
            close(descriptor)
            guard error == EWOULDBLOCK else {
                errno = error
                throw StorageError.system("cannot lock the folder", subject: path)
            }
            throw StorageError(
                .locked, subject: path,
                message: "another assayd serves this data folder; stop it, or give this one a folder of its own")
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}

extension StorageError {
    /// An error of the operating system, as `errno` tells it.
    static func system(_ message: String, subject: String, number: Int32 = errno) -> StorageError {
        let code: Code = number == ENOSPC || number == EDQUOT ? .full : number == ENOENT ? .missing : .failed
        return StorageError(
            code, subject: subject, message: "\(message): \(String(cString: strerror(number)))", systemError: number)
    }
}
