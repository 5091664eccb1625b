import ArgumentParser
import Logging

/// The flags of `assayd serve` that set keys of the configuration: those that are used most have one of their own.
struct ServeFlags: ParsableArguments {
    @Option(help: .key(\.data, valueName: "folder"))
    var data: String?

    @Option(help: .key(\.listen, valueName: "address"))
    var listen: String?

    @Flag(help: .key(\.allowRemote))
    var allowRemote = false

    @Option(help: .key(\.workerCount, valueName: "count"))
    var workers: Int?

    @Option(help: .key(\.workerThreads, valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp("A folder from which checkpoints may be imported; may be repeated.", valueName: "folder"))
    var importFolder: [String] = []

    @Option(help: .key(\.stateSeconds, valueName: "seconds"))
    var stateSeconds: Int?

    @Option(help: .key(\.leaseSeconds, valueName: "seconds"))
    var leaseSeconds: Int?

    @Option(help: .key(\.logLevel, valueName: "level"))
    var logLevel: Logger.Level?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Any key by its name, as limits.connections=2048; may be repeated. --print-configuration shows them all.",
            valueName: "key=value"))
    var assigned: [String] = []

    /// What the flags set.
    ///
    /// - Throws: ``ConfigurationError`` for what `--set` must not hold.
    func assignments() throws -> ConfigurationAssignments {
        var assignments = ConfigurationAssignments()
        assignments.set(\.data, to: data)
        assignments.set(\.listen, to: listen)
        assignments.set(\.allowRemote, to: allowRemote ? true : nil)
        assignments.set(\.workerCount, to: workers)
        assignments.set(\.workerThreads, to: threads)
        assignments.set(\.importFolders, to: importFolder.isEmpty ? nil : importFolder)
        assignments.set(\.stateSeconds, to: stateSeconds)
        assignments.set(\.leaseSeconds, to: leaseSeconds)
        assignments.set(\.logLevel, to: logLevel)
        for assignment in assigned { try assignments.set(assignment) }
        return assignments
    }
}

extension ArgumentHelp {
    /// What a key is for, as a sentence.
    fileprivate static func key<Value>(
        _ path: KeyPath<ServeKeys, Key<Value>>, valueName: String? = nil
    ) -> ArgumentHelp {
        let summary = ServeKeys.table[keyPath: path].summary
        return ArgumentHelp("\(summary.prefix(1).uppercased())\(summary.dropFirst()).", valueName: valueName)
    }
}
