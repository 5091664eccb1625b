import ArgumentParser
import Foundation
import Logging

/// Runs the service: the one process that owns a data folder.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service and its workers.",
        discussion: """
            Settings come from flags, else from the environment (ASSAY_LISTEN, ASSAY_WORKERS_COUNT, …), else from the \
            file, else they are the defaults that Config/assayd.yaml lists. When the service is ready it prints \
            "listening on ADDRESS" and writes the address to the file `address` in the data folder. For workers that are \
            started by hand, ASSAY_WORKER_TOKEN in the environment sets the token that they must show. SIGTERM or SIGINT \
            ends it in order; whatever way it ends, nothing that it acknowledged is lost.
            """)

    @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The folder of the database and the blobs.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("ADDRESS:PORT or unix:PATH; port 0 takes a free one.", valueName: "address"))
    var listen: String?

    @Flag(help: "Listen beyond loopback although nothing is encrypted and nobody has to sign in.")
    var allowRemote = false

    @Option(help: ArgumentHelp("Worker processes to run here; 0 for none.", valueName: "count"))
    var workers: Int?

    @Option(help: ArgumentHelp("Threads of each worker; 0 shares the processors out.", valueName: "count"))
    var threads: Int?

    @Option(
        help: ArgumentHelp("A folder from which checkpoints may be imported; may be repeated.", valueName: "folder"))
    var importFolder: [String] = []

    @Option(help: ArgumentHelp("How often a training run saves its state.", valueName: "seconds"))
    var stateSeconds: Int?

    @Option(help: ArgumentHelp("How long a worker may be silent.", valueName: "seconds"))
    var leaseSeconds: Int?

    @Option(help: "The least severe message that is logged.")
    var logLevel: Logger.Level?

    @Option(help: ArgumentHelp("A file to write the address to, once the service is ready.", valueName: "file"))
    var readyFile: String?

    @Flag(help: "Print the settings as they come out, and end.")
    var printConfiguration = false

    func run() async throws {
        let configuration = try await ServeConfiguration.load(
            file: config, environment: ProcessInfo.processInfo.environment, flags: flags)
        if printConfiguration { return print(configuration.yaml, terminator: "") }
        // Before anything that may fail half way: a signal must find someone to hear it.
        let signals = StopSignals(followsInput: false)
        let daemon = try await Daemon(configuration)
        let address = try await daemon.start()
        try announce(address, configuration)
        let signal = await signals.first()
        // Whoever says it twice means at once.
        Task {
            _ = await signals.first()
            _exit(EXIT_FAILURE)
        }
        await daemon.stop(because: signal)
    }

    private func announce(_ address: String, _ configuration: ServeConfiguration) throws {
        let files = ["\(configuration.dataFolder)/address", readyFile].compactMap { $0 }
        for file in files {
            try Data("\(address)\n".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        }
        try FileHandle.standardOutput.write(contentsOf: Data("listening on \(address)\n".utf8))
    }

    /// What the flags set, by the names of the configuration's keys.
    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["data"] = data
        flags["listen"] = listen
        flags["allow_remote"] = allowRemote ? "true" : nil
        flags["workers.count"] = workers.map(String.init)
        flags["workers.threads"] = threads.map(String.init)
        flags["workers.state_seconds"] = stateSeconds.map(String.init)
        flags["jobs.lease_seconds"] = leaseSeconds.map(String.init)
        flags["import_folders"] = importFolder.isEmpty ? nil : importFolder.joined(separator: ",")
        flags["log_level"] = logLevel?.rawValue
        return flags
    }
}
