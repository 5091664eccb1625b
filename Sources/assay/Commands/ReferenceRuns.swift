import API
import ArgumentParser
import Client

struct ReferenceRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference-runs", abstract: "Models really trained on a mixture: the truth.",
        subcommands: [Add.self, List.self, Show.self])

    struct Add: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add the model of a training run, or one trained elsewhere, as the truth about a mixture.",
            discussion: "assay reference-runs add --pool demo --training-run man+perl man=0.5 perl=0.5")

        @Option(help: "The pool (id or name).") var pool: String
        @Option(help: "The training run that made it (id or name).") var trainingRun: String?
        @Option(help: "Or its checkpoint (id or name).") var checkpoint: String?
        @Argument(help: "The mixture: NAME=WEIGHT; repeat.") var weights: [WeightArgument]
        @Flag(help: "Divide the weights by their sum.") var normalize = false
        @OptionGroup var connection: Connection
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (trainingRun == nil) != (checkpoint == nil) else {
                throw ValidationError("Give exactly one of --training-run and --checkpoint.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            let mixture = try weights.weights()
            try MixtureCheck.check(mixture, normalize: normalize, place: "mixture")
            let reference = try await client.createReferenceRun(
                ReferenceRunCreation(
                    pool: pool, mixture: mixture, normalize: normalize, trainingRun: trainingRun,
                    checkpoint: checkpoint))
            return try Report(reference, tables: [ReferenceRuns.table([reference])], ids: [reference.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List reference runs.")

        @Option(help: "Only those of this pool (id or name).") var pool: String?
        @OptionGroup var connection: Connection
        @OptionGroup var output: OutputOptions

        func report(from client: AssayClient) async throws -> Report {
            let runs = try await client.referenceRuns(pool: pool).all()
            return try Report(
                Page(items: runs, next: nil), tables: [ReferenceRuns.table(runs)], ids: runs.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one reference run.")

        @Argument(help: "Its id.") var run: String
        @OptionGroup var connection: Connection
        @OptionGroup var output: OutputOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.referenceRun(run)
            return try Report(found, tables: [ReferenceRuns.table([found])], ids: [found.id])
        }
    }

    static func table(_ runs: [ReferenceRunResource]) -> Table {
        var table = Table(columns: [.text("mixture"), .text("training run"), .text("checkpoint"), .text("id")])
        for run in runs {
            table.add([Figures.mixture(run.mixture), run.trainingRun ?? "", run.checkpoint ?? "(not yet)", run.id])
        }
        return table
    }
}
