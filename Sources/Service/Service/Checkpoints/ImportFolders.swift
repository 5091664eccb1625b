import API
import Checkpoints
import FileKinds
import Foundation
import Storage

/// The folders from which checkpoints may be imported: everything is resolved, and nothing outside of them is opened.
struct ImportFolders: Sendable {
    /// Absolute, links resolved.
    private let roots: [String]

    /// Folders that are not there are left out: nothing can be imported from them.
    init(_ paths: [String]) {
        roots = paths.compactMap(Self.resolved)
    }

    /// A file to import, open for reading.
    struct Source: Sendable {
        let name: String
        let handle: ImportHandle
        let bytes: Int64
    }

    /// Opens the files of a checkpoint in a folder.
    ///
    /// - Throws: ``Problem`` naming `folder` when it, or a file of it, is not within the folders that are allowed.
    func open(_ folder: String) throws -> [Source] {
        guard !roots.isEmpty else {
            throw Problem.field(
                "/folder", "cannot be read: the configuration allows no import folder; upload the files")
        }
        guard !folder.utf8.contains(0) else {
            throw Problem.field("/folder", "holds a NUL character; expected the absolute path of a folder")
        }
        guard folder.hasPrefix("/"), let path = Self.resolved(folder), allows(path) else {
            throw Problem.field(
                "/folder",
                "is \"\(folder.prefix(200))\"; expected the absolute path of a folder within one that the configuration "
                    + "allows")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let wanted = names.filter { CheckpointHash.covers($0) || CheckpointFiles.tokenizerNames.contains($0) }
        let isWhole =
            wanted.contains(CheckpointFiles.configuration) && wanted.contains { $0.hasSuffix(".safetensors") }
        if !isWhole, let (file, complaint) = ModelFolder.otherForm(in: names, of: folder) {
            throw Problem.field("/folder", "holds \(file), which \(complaint)")
        }
        guard wanted.contains(CheckpointFiles.configuration) else {
            throw Problem.field("/folder", "has no config.json; expected a checkpoint's folder")
        }
        guard wanted.contains(where: { $0.hasSuffix(".safetensors") }) else {
            throw Problem.field(
                "/folder",
                "has no .safetensors file; expected one (pickles such as pytorch_model.bin are never read: convert them)"
            )
        }
        return try wanted.map { try source($0, in: path) }
    }

    private func source(_ name: String, in folder: String) throws -> Source {
        if let complaint = CheckpointFileName.complaint(about: name) {
            throw Problem.field("/folder", "holds \"\(name)\", which \(complaint)")
        }
        guard let resolved = Self.resolved("\(folder)/\(name)"), allows(resolved) else {
            throw Problem.field("/folder", "holds \(name), a link that leads out of the folders that are allowed")
        }
        // What was opened is what counts: a link that changed meanwhile is seen here.
        let handle = try ImportHandle(path: resolved, name: name)
        guard allows(try handle.openedPath()) else {
            throw Problem.field("/folder", "holds \(name), which leads out of the folders that are allowed")
        }
        return Source(name: name, handle: handle, bytes: try handle.regularFileSize())
    }

    private func allows(_ path: String) -> Bool {
        roots.contains { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
    }

    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}

/// A file that is open for reading; closed with the last reference.
final class ImportHandle: Sendable {
    private let descriptor: Int32
    private let name: String

    init(path: String, name: String) throws {
        descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        self.name = name
        guard descriptor >= 0 else { throw Self.failure(errno, name) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// What it means that the system refuses a file: nothing of the file where it has no descriptor left.
    static func failure(_ number: Int32, _ name: String) -> any Error {
        let message = String(cString: strerror(number))
        guard ![EMFILE, ENFILE].contains(number) else {
            return StorageError(.exhausted, subject: name, message: message, systemError: number)
        }
        return Problem.field("/folder", "holds \(name), which cannot be read: \(message)")
    }

    /// Where the open file really stands.
    func openedPath() throws -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        guard count > 0 else { throw Problem.field("/folder", "holds \(name), which cannot be located") }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    func regularFileSize() throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Problem.field("/folder", "holds \(name), which is not a regular file")
        }
        return Int64(status.st_size)
    }

    /// The bytes from an offset, at most 1 MiB; empty at the end.
    func bytes(at offset: Int64) throws -> [UInt8] {
        let count = 1 << 20
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let found = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            guard found >= 0 else { throw Self.failure(errno, name) }
            initialized = found
        }
    }
}
