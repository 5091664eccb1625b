/// Why a file's documents cannot be read, and where.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it.
    public let file: String
    /// The line, counted from 1, if one is to blame.
    public let line: Int?
    /// What was seen, and what was expected.
    public let message: String
    /// The system's error number, where it refused to open or read the file.
    public let systemError: Int32?

    /// Whether the file cannot be read at all, rather than its content used.
    public var isUnreadable: Bool { systemError != nil }

    public init(file: String, line: Int? = nil, message: String, systemError: Int32? = nil) {
        self.systemError = systemError
        self.file = file
        self.line = line
        self.message = message
    }

    public var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
