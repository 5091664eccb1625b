/// Why a checkpoint cannot be read, used or written.
///
/// A struct with an extensible code, so that a new cause does not break a caller's switch.
public struct CheckpointError: Error, Hashable, Sendable {
    /// The kind of failure, stable across versions.
    public struct Code: Hashable, Sendable {
        let name: String

        /// A file is missing or cannot be read or written.
        public static let unreadable = Code(name: "unreadable")
        /// A file breaks its format.
        public static let malformed = Code(name: "malformed")
        /// A format, dtype or feature that is known and refused.
        public static let unsupported = Code(name: "unsupported")
        /// Two things that must agree do not: shapes, tensors, configurations.
        public static let mismatched = Code(name: "mismatched")
        /// A file changed while it was in use.
        public static let changed = Code(name: "changed")
    }

    public let code: Code
    /// The file concerned, as the caller named it.
    public let file: String
    /// The tensor or key concerned, if one is.
    public let subject: String?
    /// What was seen, and what was expected.
    public let message: String
    /// The system's error number, where it refused to read or write.
    public let systemError: Int32?

    public init(_ code: Code, file: String, subject: String? = nil, message: String, systemError: Int32? = nil) {
        self.systemError = systemError
        self.code = code
        self.file = file
        self.subject = subject
        self.message = message
    }
}

extension CheckpointError: CustomStringConvertible {
    public var description: String {
        [file, subject ?? "", message].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
