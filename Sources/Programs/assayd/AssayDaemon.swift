import ArgumentParser
import Foundation
import Kernels
import Words

/// A command that computes, and so runs in a process that loads the best kernels.
protocol ComputingCommand: ParsableCommand {}

/// The service's executable: the server, its workers, and tools that work on the spot.
@main
struct AssayDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assayd",
        abstract: "Weighs data mixtures by merging and scoring language models.",
        discussion: """
            Exit codes: 0 done; 64 wrong arguments; 65 what was given cannot be used; 74 a file cannot be read or \
            written; 1 anything else.

            assayd --generate-completion-script bash (or zsh, fish) prints completions for the shell.
            """,
        version: AssayVersion.current,
        subcommands: [ServeCommand.self, WorkerCommand.self, ScoreCommand.self, MergeCommand.self, FitCommand.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
            // Here and not in the commands: whoever runs one of them, such as a test, is not to be replaced.
            if command is any ComputingCommand { KernelPath.restartOnce() }
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let text = ProgramFailure.text(of: error) else { exit(withError: error) }
            FileHandle.standardError.write(Data("\(text)\n".utf8))
            Foundation.exit(ProgramFailure.exitCode(of: error).rawValue)
        }
    }
}
