import Configuration

/// What the command line sets, by the names of the keys.
struct ConfigurationAssignments: Sendable {
    private(set) var contents: [String: ConfigContent] = [:]

    /// Takes what a flag of its own gave for a key; `nil` if it was not used.
    mutating func set<Value>(_ key: KeyPath<ServeKeys, Key<Value>>, to value: Value?) {
        contents[ServeKeys.table[keyPath: key].name] = value?.content
    }

    /// Takes `KEY=VALUE`.
    ///
    /// - Throws: ``ConfigurationError`` for an unknown key, one that is set twice, or a value that the key does not
    ///   take.
    mutating func set(_ assignment: String) throws {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        guard let key = ServeKeys.named(name) else {
            throw ConfigurationError(
                source: ConfigurationError.commandLine, key: name,
                message: "unknown key\(ServeKeys.suggestion(for: name))")
        }
        guard parts.count == 2 else {
            throw ConfigurationError(
                source: ConfigurationError.commandLine, key: name, message: "has no value, expected \(name)=VALUE")
        }
        guard contents[name] == nil else {
            throw ConfigurationError(source: ConfigurationError.commandLine, key: name, message: "is set twice")
        }
        contents[name] = try key.content(of: parts[1])
    }
}
