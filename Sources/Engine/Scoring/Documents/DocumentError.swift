/// Why a file's documents cannot be read, and where.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it.
    public let file: String
    /// The line, counted from 1, if one is to blame.
    public let line: Int?
    /// What was seen, and what was expected.
    public let message: String
    /// Whether the file cannot be read at all, rather than its content used.
    public let isUnreadable: Bool

    public init(file: String, line: Int? = nil, message: String, isUnreadable: Bool = false) {
        self.file = file
        self.line = line
        self.message = message
        self.isUnreadable = isUnreadable
    }

    public var description: String {
        line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)"
    }
}
