import Configuration

/// Reads values by key name and holds them to the range that the table of keys states.
struct ConfigurationValues {
    let reader: ConfigReader
    /// The file that was read, if one was, so that an error can name where to look.
    let file: String?

    func text(_ name: String) throws -> String {
        let key = try key(name)
        let value = try read(key) { try reader.requiredString(forKey: $0) }
        if case .choice(let choices) = key.kind, !choices.contains(value) { throw mismatch(key, seen: value) }
        if value.isEmpty { throw mismatch(key, seen: "empty") }
        return value
    }

    func texts(_ name: String) throws -> [String] {
        try read(try key(name)) { try reader.requiredStringArray(forKey: $0) }.filter { !$0.isEmpty }
    }

    func boolean(_ name: String) throws -> Bool {
        try read(try key(name)) { try reader.requiredBool(forKey: $0) }
    }

    func integer(_ name: String) throws -> Int {
        let key = try key(name)
        let value = try read(key) { try reader.requiredInt(forKey: $0) }
        if case .integer(let range) = key.kind, !range.contains(value) { throw mismatch(key, seen: "\(value)") }
        return value
    }

    private func key(_ name: String) throws -> ConfigurationKey {
        guard let key = ConfigurationKey.named(name) else {
            throw ConfigurationError(source: source, key: name, message: "unknown key")
        }
        return key
    }

    private func read<Value>(_ key: ConfigurationKey, _ body: (ConfigKey) throws -> Value) throws -> Value {
        do {
            return try body(ConfigKey(key.name))
        } catch {
            throw ConfigurationError(
                source: source, key: key.name,
                message: "must be \(key.expectation) (here or in \(key.environmentName)): \(error)")
        }
    }

    private func mismatch(_ key: ConfigurationKey, seen: String) -> ConfigurationError {
        ConfigurationError(
            source: source, key: key.name,
            message: "is \(seen), expected \(key.expectation) (here or in \(key.environmentName))")
    }

    private var source: String { file ?? "configuration" }
}
