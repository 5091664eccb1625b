/// A configuration that cannot be used: where it stands, and what to write instead.
struct ConfigurationError: Error, CustomStringConvertible {
    /// The file, environment variable or flag.
    let source: String
    let key: String?
    let message: String
    /// Whether a file cannot be read, rather than its content used.
    let isUnreadable: Bool

    /// The source of what was said in flags.
    static let commandLine = "command line"

    init(source: String, key: String? = nil, message: String, isUnreadable: Bool = false) {
        self.source = source
        self.key = key
        self.message = message
        self.isUnreadable = isUnreadable
    }

    var description: String {
        [source, key, message].compactMap { $0 }.joined(separator: ": ")
    }
}
