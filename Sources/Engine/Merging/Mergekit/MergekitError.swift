/// Why a file of mergekit's cannot be read, or a merge not be written as one.
public struct MergekitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as the caller named it; empty for a merge that is written.
    public let file: String
    /// The key at fault, such as `slices[0].sources[1].layer_range`; empty if it is the file as a whole.
    public let key: String
    /// What was seen, and what is expected.
    public let message: String

    public init(file: String, key: String, message: String) {
        self.file = file
        self.key = key
        self.message = message
    }

    public var description: String { [file, key, message].filter { !$0.isEmpty }.joined(separator: ": ") }
}
