import Glibc
public import Storage
public import TestSupport

/// A file system, and a folder in which to try it.
public struct FileSystemSubject: Sendable {
    let files: any FileSystem
    let folder: TemporaryFolder

    public init(_ files: any FileSystem) throws {
        self.files = files
        folder = try TemporaryFolder()
    }

    func write(_ text: String, to name: String) throws {
        let descriptor = try files.create(folder.path(name))
        defer { files.close(descriptor) }
        try Array(text.utf8).withUnsafeBytes { try files.write($0, to: descriptor) }
    }

    /// Reads a file in pieces of three bytes.
    func read(_ name: String) throws -> String {
        let descriptor = try files.open(folder.path(name))
        defer { files.close(descriptor) }
        var bytes: [UInt8] = []
        while let piece = try read(3, from: descriptor), !piece.isEmpty { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    func read(_ count: Int, from descriptor: Int32) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        let read = try buffer.withUnsafeMutableBytes { try files.read(into: $0, from: descriptor) }
        return Array(buffer.prefix(read))
    }

    /// Checks that something fails, and with which code.
    func expectFailure(_ code: StorageError.Code, _ attempt: String, _ body: () throws -> Void) async throws {
        let error = try await demandError(attempt, body)
        try demandEqual((error as? StorageError)?.code, code)
    }
}

/// What every ``FileSystem`` does.
public let fileSystemContract: [Clause<FileSystemSubject>] = fileClauses + nameClauses + folderClauses

private let fileClauses: [Clause<FileSystemSubject>] = [
    Clause("what is written is read, in order") { subject in
        let descriptor = try subject.files.create(subject.folder.path("a"))
        for text in ["one ", "", "two"] {
            try Array(text.utf8).withUnsafeBytes { try subject.files.write($0, to: descriptor) }
        }
        try subject.files.sync(descriptor)
        subject.files.close(descriptor)
        try demandEqual(subject.read("a"), "one two")
    },
    Clause("a file that is there is not made again") { subject in
        try subject.write("first", to: "a")
        try await subject.expectFailure(.failed, "making it again") { try subject.write("second", to: "a") }
        try demandEqual(subject.read("a"), "first")
    },
    Clause("a file that is not there cannot be opened") { subject in
        try await subject.expectFailure(.missing, "opening") { _ = try subject.files.open(subject.folder.path("a")) }
    },
    Clause("at the end of a file there is nothing, however often it is read") { subject in
        try subject.write("abc", to: "a")
        let descriptor = try subject.files.open(subject.folder.path("a"))
        defer { subject.files.close(descriptor) }
        try demandEqual(subject.read(10, from: descriptor), Array("abc".utf8))
        for _ in 0..<2 { try demandEqual(subject.read(10, from: descriptor), []) }
    },
    Clause("a file that is opened at its end grows, and is made if it is not there") { subject in
        for text in ["one ", "two"] {
            let descriptor = try subject.files.openAtEnd(subject.folder.path("a"))
            defer { subject.files.close(descriptor) }
            try Array(text.utf8).withUnsafeBytes { try subject.files.write($0, to: descriptor) }
        }
        try demandEqual(subject.read("a"), "one two")
    },
    Clause("a file is cut where it is told to be, if it is there") { subject in
        try subject.write("one two", to: "a")
        try subject.files.truncate(subject.folder.path("a"), to: 3)
        try demandEqual(subject.read("a"), "one")
        try await subject.expectFailure(.missing, "cutting") {
            try subject.files.truncate(subject.folder.path("b"), to: 3)
        }
    },
    Clause("a file that is open outlives its name") { subject in
        try subject.write("abc", to: "a")
        let descriptor = try subject.files.open(subject.folder.path("a"))
        defer { subject.files.close(descriptor) }
        try subject.files.remove(subject.folder.path("a"))
        try demandEqual(subject.read(10, from: descriptor), Array("abc".utf8))
    },
]

private let nameClauses: [Clause<FileSystemSubject>] = [
    Clause("a file that gets a name takes the place of what had it") { subject in
        try subject.write("old", to: "a")
        try subject.write("new", to: "b")
        try subject.files.rename(subject.folder.path("b"), to: subject.folder.path("a"))
        try demandEqual(subject.read("a"), "new")
        try demandEqual(subject.files.names(in: subject.folder.path), ["a"])
    },
    Clause("a file that is not there gets no other name") { subject in
        try subject.write("old", to: "a")
        try await subject.expectFailure(.missing, "renaming") {
            try subject.files.rename(subject.folder.path("b"), to: subject.folder.path("a"))
        }
        try demandEqual(subject.read("a"), "old")
    },
    Clause("a file is removed once") { subject in
        try subject.write("abc", to: "a")
        try subject.files.remove(subject.folder.path("a"))
        try await subject.expectFailure(.missing, "removing it again") {
            try subject.files.remove(subject.folder.path("a"))
        }
    },
    Clause("a file has a size, and one that is not there has none") { subject in
        try subject.write("abc", to: "a")
        try demandEqual(subject.files.size(of: subject.folder.path("a")), 3)
        try demandEqual(subject.files.size(of: subject.folder.path("b")), nil)
    },
]

private let folderClauses: [Clause<FileSystemSubject>] = [
    Clause("a folder is made once, and is there the second time") { subject in
        try demandEqual(subject.files.makeFolder(subject.folder.path("f")), true)
        try demandEqual(subject.files.makeFolder(subject.folder.path("f")), false)
        try subject.files.syncFolder(subject.folder.path("f"))
    },
    Clause("a folder is not made where there is none to hold it") { subject in
        try await subject.expectFailure(.missing, "making it") {
            _ = try subject.files.makeFolder(subject.folder.path("e/f"))
        }
    },
    Clause("a folder lists what is in it, files and folders") { subject in
        try subject.write("abc", to: "a")
        _ = try subject.files.makeFolder(subject.folder.path("f"))
        try demandEqual(subject.files.names(in: subject.folder.path).sorted(), ["a", "f"])
    },
    Clause("a folder that is not there is neither listed nor synced nor measured") { subject in
        let path = subject.folder.path("f")
        try await subject.expectFailure(.missing, "listing") { _ = try subject.files.names(in: path) }
        try await subject.expectFailure(.missing, "syncing") { try subject.files.syncFolder(path) }
        try await subject.expectFailure(.missing, "measuring") { _ = try subject.files.freeBytes(at: path) }
    },
    Clause("a disk says how much can still be written") { subject in
        try demand(subject.files.freeBytes(at: subject.folder.path) > 0, "nothing is free")
    },
]
