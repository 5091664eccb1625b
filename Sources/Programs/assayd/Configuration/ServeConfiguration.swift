import Configuration
import Foundation

/// What `assayd serve` runs with: flags over environment over file over defaults.
///
/// Each key of ``ServeKeys`` is a member under the name of its property: `configuration.connections`.
@dynamicMemberLookup
struct ServeConfiguration: Sendable {
    /// By the name of the key.
    private let values: [String: any ConfigurationValue]
    /// The worker token that the environment gives; a secret, so it stands neither in the file nor among the flags.
    let givenWorkerToken: String?

    subscript<Value>(dynamicMember path: KeyPath<ServeKeys, Key<Value>>) -> Value {
        let key = ServeKeys.table[keyPath: path]
        return values[key.name] as? Value ?? key.defaultValue
    }

    /// The settings as they would stand in a file, in the order of the keys.
    var yaml: String {
        var lines: [String] = []
        var group = ""
        for key in ServeKeys.all {
            guard let value = values[key.name]?.yaml else { continue }
            let parts = key.name.split(separator: ".").map(String.init)
            if parts.count > 1, parts[0] != group {
                group = parts[0]
                lines.append("\(group):")
            }
            lines.append(parts.count > 1 ? "  \(parts[1]): \(value)" : "\(key.name): \(value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension ServeConfiguration {
    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - file: a YAML file, every key of which must be known.
    ///   - environment: `ASSAY_…` variables override the file.
    ///   - flags: what the command line sets overrides the environment.
    /// - Throws: ``ConfigurationError`` for a file that cannot be read, and for a key that is unknown, misplaced, of
    ///   another type or out of bounds.
    static func load(
        file: String?, environment: [String: String], flags: ConfigurationAssignments
    ) async throws -> ServeConfiguration {
        var providers: [any ConfigProvider] = [
            memoryProvider(named: "command line", flags.contents),
            EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
                .prefixKeys(with: "assay"),
        ]
        if let file {
            let parsed = try ConfigurationFile(path: file)
            try parsed.validate(against: Set(ServeKeys.all.map(\.name)))
            if !parsed.isEmpty { providers.append(try await fileProvider(path: file)) }
        }
        let defaults = ServeKeys.all.map { ($0.name, $0.defaultContent) }
        providers.append(memoryProvider(named: "defaults", Dictionary(uniqueKeysWithValues: defaults)))
        let reader = ConfigReader(providers: providers)
        let values = try ServeKeys.all.map {
            ($0.name, try $0.value(from: reader, source: file ?? "configuration"))
        }
        return ServeConfiguration(
            values: Dictionary(uniqueKeysWithValues: values), givenWorkerToken: environment["ASSAY_WORKER_TOKEN"])
    }

    private static func fileProvider(path: String) async throws -> any ConfigProvider {
        let location = InMemoryProvider(values: ["filePath": .init(.string(path), isSecret: false)])
        do {
            return try await FileProvider<YAMLSnapshot>(config: ConfigReader(provider: location))
        } catch {
            throw ConfigurationError(source: path, message: "\(error)")
        }
    }

    private static func memoryProvider(named name: String, _ contents: [String: ConfigContent]) -> InMemoryProvider {
        let values = contents.map { (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue($0.value, isSecret: false)) }
        return InMemoryProvider(name: name, values: Dictionary(uniqueKeysWithValues: values))
    }
}
