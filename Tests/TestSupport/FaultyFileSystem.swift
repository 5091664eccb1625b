import Foundation
public import Storage
import Synchronization

/// The machine's files, but one operation fails as a test wants.
public final class FaultyFileSystem: FileSystem {
    /// What fails: the operation with a number, counted from 0, with a system error.
    public struct Fault: Hashable, Sendable {
        public var operation: Int
        public var error: Int32

        public init(operation: Int, error: Int32) {
            self.operation = operation
            self.error = error
        }
    }

    private struct State {
        var count = 0
        var names: [String] = []
        var fault: Fault?
        var open: Set<Int32> = []
        var freeBytes: Int64?
    }

    private let files = LocalFileSystem()
    private let state = Mutex(State())

    public init() {}

    /// The operations since the last call of ``arm(_:)``, by name.
    public var operations: [String] { state.withLock { $0.names } }
    /// Descriptors that are open.
    public var openDescriptors: Int { state.withLock { $0.open.count } }

    /// Begins to count anew, and has an operation fail, or none.
    public func arm(_ fault: Fault?) {
        state.withLock { state in
            state.count = 0
            state.names = []
            state.fault = fault
        }
    }

    /// Says that the disk has so many bytes free; `nil` for what it has.
    public func setFreeBytes(_ bytes: Int64?) {
        state.withLock { $0.freeBytes = bytes }
    }

    private func enter(_ name: String, _ subject: String) throws {
        let error: Int32? = state.withLock { state in
            defer { state.count += 1 }
            state.names.append(name)
            guard let fault = state.fault, fault.operation == state.count else { return nil }
            return fault.error
        }
        guard let error else { return }
        let code: StorageError.Code =
            switch error {
            case ENOSPC: .full
            case EMFILE, ENFILE: .exhausted
            default: .failed
            }
        throw StorageError(code, subject: subject, message: "injected at \(name)", systemError: error)
    }

    public func create(_ path: String) throws -> Int32 {
        try enter("create", path)
        return noteOpen(try files.create(path))
    }

    public func open(_ path: String) throws -> Int32 {
        try enter("open", path)
        return noteOpen(try files.open(path))
    }

    public func openAtEnd(_ path: String) throws -> Int32 {
        try enter("openAtEnd", path)
        return noteOpen(try files.openAtEnd(path))
    }

    public func truncate(_ path: String, to size: Int64) throws {
        try enter("truncate", path)
        try files.truncate(path, to: size)
    }

    private func noteOpen(_ descriptor: Int32) -> Int32 {
        state.withLock { _ = $0.open.insert(descriptor) }
        return descriptor
    }

    public func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
        try enter("write", "descriptor")
        try files.write(bytes, to: descriptor)
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) throws -> Int {
        try enter("read", "descriptor")
        return try files.read(into: buffer, from: descriptor)
    }

    public func sync(_ descriptor: Int32) throws {
        try enter("sync", "descriptor")
        try files.sync(descriptor)
    }

    public func close(_ descriptor: Int32) {
        state.withLock { _ = $0.open.remove(descriptor) }
        files.close(descriptor)
    }

    public func rename(_ path: String, to other: String) throws {
        try enter("rename", path)
        try files.rename(path, to: other)
    }

    public func remove(_ path: String) throws {
        try enter("remove", path)
        try files.remove(path)
    }

    public func makeFolder(_ path: String) throws -> Bool {
        try enter("makeFolder", path)
        return try files.makeFolder(path)
    }

    public func syncFolder(_ path: String) throws {
        try enter("syncFolder", path)
        try files.syncFolder(path)
    }

    public func stamp(of path: String) throws -> FileStamp? {
        try enter("stamp", path)
        return try files.stamp(of: path)
    }

    public func names(in folder: String) throws -> [String] {
        try enter("names", folder)
        return try files.names(in: folder)
    }

    public func freeBytes(at path: String) throws -> Int64 {
        try enter("freeBytes", path)
        return try state.withLock { $0.freeBytes } ?? files.freeBytes(at: path)
    }
}
