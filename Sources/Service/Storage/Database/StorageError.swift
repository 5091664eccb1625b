/// Why something cannot be kept, or found again.
///
/// A struct with an extensible code, so that a new cause does not break a caller's switch.
public struct StorageError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable {
        let name: String

        /// Another process holds the data folder.
        public static let locked = Code(name: "locked")
        /// The disk is full, or so low that nothing more is accepted.
        ///
        /// Reads go on.
        public static let full = Code(name: "full")
        /// A name, key or identifier that must be unique is taken.
        public static let exists = Code(name: "exists")
        /// What was asked for, or referred to, is not there.
        public static let missing = Code(name: "missing")
        /// Bytes do not have the hash that they were announced with.
        public static let mismatched = Code(name: "mismatched")
        /// What is stored is not what was written: a rotten blob, an impossible row.
        public static let corrupted = Code(name: "corrupted")
        /// The process or the system has no file descriptor left: it passes.
        public static let exhausted = Code(name: "exhausted")
        /// The file system or SQLite failed.
        public static let failed = Code(name: "failed")
        /// The database was written by a later version, or lacks a required setting.
        public static let unsupported = Code(name: "unsupported")
        /// A text is not what it must be: an identifier, a time, a hash.
        public static let invalid = Code(name: "invalid")
    }

    /// What kind of error it is: what callers decide on.
    public let code: Code
    /// The file, table or field concerned.
    public let subject: String
    /// What was seen, and what was expected.
    public let message: String
    /// The operating system's error number, where one is the cause.
    public let systemError: Int32?

    public init(_ code: Code, subject: String, message: String, systemError: Int32? = nil) {
        self.code = code
        self.subject = subject
        self.message = message
        self.systemError = systemError
    }
}

extension StorageError.Code: CustomStringConvertible {
    public var description: String { name }
}

extension StorageError: CustomStringConvertible {
    public var description: String { "\(subject): \(message)" }
}
