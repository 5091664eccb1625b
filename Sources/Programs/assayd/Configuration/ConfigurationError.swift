/// A configuration that cannot be used: where it stands, and what to write instead.
struct ConfigurationError: Error, CustomStringConvertible {
    /// The file, environment variable or flag.
    let source: String
    let key: String?
    let message: String

    /// The source of what was said in flags.
    static let commandLine = "command line"

    init(source: String, key: String? = nil, message: String) {
        self.source = source
        self.key = key
        self.message = message
    }

    var description: String {
        [source, key, message].compactMap { $0 }.joined(separator: ": ")
    }
}
