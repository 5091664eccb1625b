import ArgumentParser

/// The service's executable: the server, its workers, and tools that work on the spot.
@main
struct AssayDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assayd",
        abstract: "Weighs data mixtures by merging and scoring language models.",
        subcommands: [ServeCommand.self, WorkerCommand.self, ScoreCommand.self, MergeCommand.self, FitCommand.self])
}
