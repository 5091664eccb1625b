import Glibc

/// The machine's own files.
public struct LocalFileSystem: FileSystem {
    public init() {}

    /// Makes a file, which must not be there, for its owner alone, open for writing.
    public func create(_ path: String) throws -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.system("cannot make the file", subject: path) }
        return descriptor
    }

    /// Opens a file for reading.
    public func open(_ path: String) throws -> Int32 {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("cannot open the file", subject: path) }
        return descriptor
    }

    /// Opens a file for writing at its end, made for its owner alone if it is not there.
    public func openAtEnd(_ path: String) throws -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StorageError.system("cannot open the file", subject: path) }
        return descriptor
    }

    /// Cuts a file to so many bytes.
    public func truncate(_ path: String, to size: Int64) throws {
        guard Glibc.truncate(path, off_t(size)) == 0 else {
            throw StorageError.system("cannot cut the file", subject: path)
        }
    }

    /// Writes all of the bytes, however often the system takes only some of them.
    public func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw StorageError.system("cannot write", subject: "descriptor \(descriptor)")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Reads what is there, at most what the buffer holds; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw StorageError.system("cannot read", subject: "descriptor \(descriptor)") }
        }
    }

    /// Waits until what was written is on the disk.
    public func sync(_ descriptor: Int32) throws {
        guard fsync(descriptor) == 0 else {
            throw StorageError.system("cannot sync", subject: "descriptor \(descriptor)")
        }
    }

    public func close(_ descriptor: Int32) {
        // The only failure that matters, a write that did not happen, has been seen by sync.
        _ = Glibc.close(descriptor)
    }

    /// Gives a file another name at once, in place of a file that has it.
    public func rename(_ path: String, to other: String) throws {
        guard Glibc.rename(path, other) == 0 else {
            throw StorageError.system("cannot rename to \(other)", subject: path)
        }
    }

    public func remove(_ path: String) throws {
        guard unlink(path) == 0 else { throw StorageError.system("cannot remove", subject: path) }
    }

    /// Makes a folder unless it is there, and says whether it was not.
    public func makeFolder(_ path: String) throws -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        guard errno == EEXIST else { throw StorageError.system("cannot make the folder", subject: path) }
        return false
    }

    /// Waits until the names of a folder are on the disk.
    public func syncFolder(_ path: String) throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StorageError.system("cannot open the folder", subject: path) }
        defer { close(descriptor) }
        try sync(descriptor)
    }

    /// What tells whether a file has changed; `nil` if it is not there.
    public func stamp(of path: String) throws -> FileStamp? {
        var status = stat()
        if stat(path, &status) == 0 {
            let written = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            return FileStamp(size: Int64(status.st_size), number: UInt64(status.st_ino), writtenAt: written)
        }
        guard errno == ENOENT else { throw StorageError.system("cannot inspect", subject: path) }
        return nil
    }

    public func names(in folder: String) throws -> [String] {
        guard let stream = opendir(folder) else { throw StorageError.system("cannot list", subject: folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Bytes that may still be written where a path leads.
    public func freeBytes(at path: String) throws -> Int64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw StorageError.system("cannot inspect the disk", subject: path) }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }
}
