/// Where a text is no CSV, or not the table that was expected.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it.
    public let file: String
    /// From 1; `nil` when the file as a whole is at fault.
    public let line: Int?
    /// What was seen, and what is expected.
    public let detail: String

    public init(file: String, line: Int?, detail: String) {
        self.file = file
        self.line = line
        self.detail = detail
    }

    public var description: String {
        line.map { "\(file):\($0): \(detail)" } ?? "\(file): \(detail)"
    }
}
