import API
import ArgumentParser
import Client
import Foundation
import Words

/// The thin command line: every command is one or two calls of the service's API.
@main
struct Assay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Weigh a data mixture before you train on it.",
        discussion: """
            Commands speak to a running service (assayd serve), whose address stands in --server or ASSAY_SERVER.
            What a command refers to may be written by its id or by its name.

            Exit codes: 0 done; 64 wrong arguments; 65 refused as wrong input; 66 not found; 69 no service there; \
            70 the work failed; 74 a file cannot be read or written; 75 the service takes no work now, such as with a \
            full queue or disk: try again later; 1 anything else.

            assay --generate-completion-script bash (or zsh, fish) prints completions for the shell.
            """,
        version: AssayVersion.current,
        subcommands: [
            Status.self, Partitions.self, EvaluationSets.self, Checkpoints.self, Train.self, TrainingRuns.self,
            Pools.self, ReferenceRuns.self, Evaluate.self, Evaluations.self, Compare.self, FidelityCommand.self,
            Forecasts.self,
            ContaminationCommand.self, AttributionCommand.self, InteractionsCommand.self, LedgerCommand.self,
            ParetoCommand.self, ProposalCommand.self,
            Studies.self, Jobs.self, Workers.self, Blobs.self,
        ])

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try CommandWords.check(arguments, of: Self.self)
            var command = try CommandWords.parse(arguments, as: Self.self)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard let text = errorText(error) else { exit(withError: error) }
            StandardError.write("\(text)\n")
            Foundation.exit(code(of: error).rawValue)
        }
    }

    /// What is written of an error, all with one prefix; `nil` for what is none, such as a request for help.
    static func errorText(_ error: any Error) -> String? {
        switch error {
        case let failure as any DescribedFailure: return "assay: \(failure.message)"
        case let problem as ProblemResource: return "assay: \(problem)"
        case let error as ClientError where error.code == .unreachable:
            return
                "assay: \(error); start it with: assayd serve; if it runs elsewhere, name it by --server or ASSAY_SERVER"
        case let error as ClientError: return "assay: \(error)"
        default:
            let text = fullMessage(for: error)
            guard !exitCode(for: error).isSuccess, !text.isEmpty else { return nil }
            return "assay: " + (text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text)
        }
    }

    private static func code(of error: any Error) -> ExitCode {
        switch error {
        case let failure as any DescribedFailure: failure.exitCode
        case let problem as ProblemResource: problem.exitCode
        case let error as ClientError: error.exitCode
        default: exitCode(for: error)
        }
    }
}
