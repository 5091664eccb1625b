import API
import ArgumentParser
import Client
import Foundation

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
            70 the work failed; 74 a file cannot be read or written; 1 anything else.
            """,
        subcommands: [
            Status.self, Partitions.self, EvaluationSets.self, Checkpoints.self, Train.self, TrainingRuns.self,
            Pools.self, ReferenceRuns.self, Evaluate.self, Evaluations.self, Compare.self, FidelityCommand.self,
            Forecasts.self,
            ContaminationCommand.self, AttributionCommand.self, InteractionsCommand.self, LedgerCommand.self,
            ParetoCommand.self, ProposalCommand.self,
            Studies.self, Jobs.self, Workers.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as any DescribedFailure {
            StandardError.write("assay: \(failure.message)\n")
            Foundation.exit(failure.exitCode.rawValue)
        } catch let problem as ProblemResource {
            StandardError.write("assay: \(problem)\n")
            Foundation.exit(problem.exitCode.rawValue)
        } catch let error as ClientError {
            StandardError.write("assay: \(error)\n")
            Foundation.exit(error.exitCode.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
