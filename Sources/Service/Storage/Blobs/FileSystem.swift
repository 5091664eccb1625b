/// The operations on files that blobs need: a seam, so that tests make each of them fail.
///
/// Each one that fails throws ``StorageError`` with the system's error number: `missing` for a path that is not there,
/// `full` for a full disk, else `failed`. All of them block.
public protocol FileSystem: Sendable {
    /// Makes a file that must not be there, and opens it for writing.
    func create(_ path: String) throws -> Int32
    /// Opens a file for reading.
    func open(_ path: String) throws -> Int32
    /// Opens a file for writing at its end, and makes it if it is not there.
    func openAtEnd(_ path: String) throws -> Int32
    /// Cuts a file that is there to so many bytes.
    func truncate(_ path: String, to size: Int64) throws
    /// Writes all bytes at the end.
    func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws
    /// Reads on from where the last read ended; 0 bytes mean the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) throws -> Int
    /// Has everything written so far reach the disk.
    func sync(_ descriptor: Int32) throws
    func close(_ descriptor: Int32)
    /// Gives a file another name, in the place of what has that name.
    func rename(_ path: String, to other: String) throws
    func remove(_ path: String) throws
    /// Makes a folder, if it is not there.
    ///
    /// - Returns: whether it was made.
    func makeFolder(_ path: String) throws -> Bool
    /// Has a folder's list of names reach the disk.
    func syncFolder(_ path: String) throws
    /// What tells whether a file has changed; `nil` if it is not there.
    func stamp(of path: String) throws -> FileStamp?
    /// The names in a folder, in no order.
    func names(in folder: String) throws -> [String]
    /// How many bytes can still be written under a path.
    func freeBytes(at path: String) throws -> Int64
}

/// What tells whether a file has changed since it was last looked at: a file that is written to has another.
public struct FileStamp: Hashable, Sendable {
    /// Bytes.
    public var size: Int64
    /// The file's number on its disk.
    public var number: UInt64
    /// When its bytes were last written, in nanoseconds since 1970.
    public var writtenAt: Int64

    public init(size: Int64, number: UInt64 = 0, writtenAt: Int64 = 0) {
        self.size = size
        self.number = number
        self.writtenAt = writtenAt
    }
}

extension FileSystem {
    /// A file's size in bytes; `nil` if it is not there.
    public func size(of path: String) throws -> Int64? { try stamp(of: path)?.size }
}
