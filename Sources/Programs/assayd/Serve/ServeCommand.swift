import ArgumentParser
import Foundation

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

    @OptionGroup var flags: ServeFlags

    @Option(help: ArgumentHelp("A file to write the address to, once the service is ready.", valueName: "file"))
    var readyFile: String?

    @Flag(help: "Print the settings as they come out, and end.")
    var printConfiguration = false

    func run() async throws {
        let configuration = try await ServeConfiguration.load(
            file: config, environment: ProcessInfo.processInfo.environment, flags: flags.assignments())
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
            try NamedFile.write("\(address)\n", to: file)
        }
        try FileHandle.standardOutput.write(contentsOf: Data("listening on \(address)\n".utf8))
    }
}
