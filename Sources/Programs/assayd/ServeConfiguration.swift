import Configuration
import Foundation

/// What `assayd serve` runs with: flags over environment over file over defaults.
struct ServeConfiguration: Sendable {
    var data: String
    var listen: String
    var allowRemote: Bool
    var importFolders: [String]
    var logLevel: String
    var workerCount: Int
    var workerThreads: Int
    var warmCheckpoints: Int
    var stateSeconds: Int
    var leaseSeconds: Int
    var jsonBytes: Int
    var blobBytes: Int
    var connections: Int
    var queuedJobs: Int
    var attempts: Int
    var freeBytes: Int
    var stopSeconds: Int
    /// The worker token that the environment gives; a secret, so it stands neither in the file nor among the flags.
    var givenWorkerToken: String?
}

extension ServeConfiguration {
    /// Reads the configuration.
    ///
    /// - Parameters:
    ///   - file: a YAML file, every key of which must be known.
    ///   - environment: `ASSAY_…` variables override the file.
    ///   - flags: values by key name, as the command line gave them; they override the environment.
    static func load(
        file: String?, environment: [String: String], flags: [String: String]
    ) async throws -> ServeConfiguration {
        var providers: [any ConfigProvider] = [
            try memoryProvider(named: "command line", values: flags),
            EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
                .prefixKeys(with: "assay"),
        ]
        if let file {
            let parsed = try ConfigurationFile(path: file)
            try parsed.validate(against: ConfigurationKey.all)
            if !parsed.isEmpty { providers.append(try await fileProvider(path: file)) }
        }
        let defaults = ConfigurationKey.all.map { ($0.name, $0.defaultValue) }
        providers.append(try memoryProvider(named: "defaults", values: Dictionary(uniqueKeysWithValues: defaults)))
        let values = ConfigurationValues(reader: ConfigReader(providers: providers), file: file)
        var configuration = try ServeConfiguration(values)
        configuration.givenWorkerToken = environment["ASSAY_WORKER_TOKEN"]
        return configuration
    }

    /// Every key with its value, as they would stand in the file, in the order of the table.
    var values: [(key: String, value: String)] {
        [
            ("data", data), ("listen", listen), ("allow_remote", "\(allowRemote)"),
            ("import_folders", "[\(importFolders.joined(separator: ", "))]"), ("log_level", logLevel),
            ("workers.count", "\(workerCount)"), ("workers.threads", "\(workerThreads)"),
            ("workers.warm_checkpoints", "\(warmCheckpoints)"), ("workers.state_seconds", "\(stateSeconds)"),
            ("jobs.lease_seconds", "\(leaseSeconds)"), ("jobs.attempts", "\(attempts)"),
            ("limits.json_bytes", "\(jsonBytes)"),
            ("limits.blob_bytes", "\(blobBytes)"), ("limits.connections", "\(connections)"),
            ("limits.queued_jobs", "\(queuedJobs)"), ("limits.free_bytes", "\(freeBytes)"),
            ("limits.stop_seconds", "\(stopSeconds)"),
        ]
    }

    private init(_ values: ConfigurationValues) throws {
        data = try values.text("data")
        listen = try values.text("listen")
        allowRemote = try values.boolean("allow_remote")
        importFolders = try values.texts("import_folders")
        logLevel = try values.text("log_level")
        workerCount = try values.integer("workers.count")
        workerThreads = try values.integer("workers.threads")
        warmCheckpoints = try values.integer("workers.warm_checkpoints")
        stateSeconds = try values.integer("workers.state_seconds")
        leaseSeconds = try values.integer("jobs.lease_seconds")
        jsonBytes = try values.integer("limits.json_bytes")
        blobBytes = try values.integer("limits.blob_bytes")
        connections = try values.integer("limits.connections")
        queuedJobs = try values.integer("limits.queued_jobs")
        attempts = try values.integer("jobs.attempts")
        freeBytes = try values.integer("limits.free_bytes")
        stopSeconds = try values.integer("limits.stop_seconds")
    }

    private static func fileProvider(path: String) async throws -> any ConfigProvider {
        let location = InMemoryProvider(values: ["filePath": .init(.string(path), isSecret: false)])
        do {
            return try await FileProvider<YAMLSnapshot>(config: ConfigReader(provider: location))
        } catch {
            throw ConfigurationError(source: path, message: "\(error)")
        }
    }

    private static func memoryProvider(named name: String, values: [String: String]) throws -> InMemoryProvider {
        var content: [AbsoluteConfigKey: ConfigValue] = [:]
        for (name, value) in values {
            guard let key = ConfigurationKey.named(name) else {
                throw ConfigurationError(source: "command line", key: name, message: "unknown key")
            }
            content[AbsoluteConfigKey(ConfigKey(name))] = .init(try key.content(of: value), isSecret: false)
        }
        return InMemoryProvider(name: name, values: content)
    }
}

extension ConfigurationKey {
    /// A value as the command line gives it, in the type that the key holds.
    fileprivate func content(of value: String) throws -> ConfigContent {
        switch kind {
        case .text, .choice: return .string(value)
        case .texts: return .stringArray(value.split(separator: ",").map(String.init))
        case .boolean:
            guard let boolean = Bool(value) else { throw mismatch(value) }
            return .bool(boolean)
        case .integer:
            guard let integer = Int(value) else { throw mismatch(value) }
            return .int(integer)
        }
    }

    private func mismatch(_ value: String) -> ConfigurationError {
        ConfigurationError(source: "command line", key: name, message: "is \(value), expected \(expectation)")
    }
}
