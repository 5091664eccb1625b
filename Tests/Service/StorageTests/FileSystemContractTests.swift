import Conformance
import Storage
import TestSupport
import Testing

@Suite struct FileSystemContractTests {
    @Test(arguments: fileSystemContract)
    func theMachinesFilesKeepTheContract(clause: Clause<FileSystemSubject>) async throws {
        try await clause.hold(FileSystemSubject(LocalFileSystem()))
    }

    @Test(arguments: fileSystemContract)
    func filesThatCanFailKeepItWhileNothingFails(clause: Clause<FileSystemSubject>) async throws {
        try await clause.hold(FileSystemSubject(FaultyFileSystem()))
    }

    @Test func filesThatBreakItAreFoundOut() async {
        let broken = await fileSystemContract.broken { try FileSystemSubject(CarelessFiles()) }
        #expect(
            broken == [
                "a file that is there is not made again",
                "a file has a size, and one that is not there has none",
                "a folder is made once, and is there the second time",
            ])
    }
}

/// The machine's files, with three faults.
private struct CarelessFiles: FileSystem {
    private let files = LocalFileSystem()

    func create(_ path: String) throws -> Int32 {
        if try files.size(of: path) != nil { try files.remove(path) }
        return try files.create(path)
    }

    func stamp(of path: String) throws -> FileStamp? { try files.stamp(of: path) ?? FileStamp(size: 0) }

    func makeFolder(_ path: String) throws -> Bool {
        _ = try files.makeFolder(path)
        return true
    }

    func open(_ path: String) throws -> Int32 { try files.open(path) }
    func openAtEnd(_ path: String) throws -> Int32 { try files.openAtEnd(path) }
    func truncate(_ path: String, to size: Int64) throws { try files.truncate(path, to: size) }
    func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws { try files.write(bytes, to: descriptor) }
    func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) throws -> Int {
        try files.read(into: buffer, from: descriptor)
    }
    func sync(_ descriptor: Int32) throws { try files.sync(descriptor) }
    func close(_ descriptor: Int32) { files.close(descriptor) }
    func rename(_ path: String, to other: String) throws { try files.rename(path, to: other) }
    func remove(_ path: String) throws { try files.remove(path) }
    func syncFolder(_ path: String) throws { try files.syncFolder(path) }
    func names(in folder: String) throws -> [String] { try files.names(in: folder) }
    func freeBytes(at path: String) throws -> Int64 { try files.freeBytes(at: path) }
}
