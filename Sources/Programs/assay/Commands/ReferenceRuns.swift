import API
import ArgumentParser
import Client
import TextTables

struct ReferenceRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference-runs", abstract: "Models really trained on a mixture: the truth.",
        subcommands: [Add.self, List.self, Show.self, Remove<ReferenceRunWord>.self])

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List reference runs.")

        @Option(help: "Only those of this pool (id or name).") var pool: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let runs = try await client.referenceRuns(pool: pool).all()
            return try Report(list: runs, table: ReferenceRuns.table(runs), ids: runs.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one reference run.")

        @Argument(help: "Its id.") var run: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.referenceRun(run)
            return try Report(found, tables: [ReferenceRuns.table([found])], ids: [found.id])
        }
    }

    static func table(_ runs: [ReferenceRunResource]) -> Table {
        var table = Table(columns: [
            .text("mixture"), .text("training run"), .text("model"), .number("tokens"), .number("most seen"),
            .number("seed"), .text("id"),
        ])
        for run in runs {
            let model = run.checkpoint ?? run.evaluationSet.map { "scores on \($0)" } ?? "(not yet)"
            table.add([
                Figures.mixture(run.mixture), run.trainingRun, model,
                run.training.tokens.map(Figures.count),
                run.repetitions?.values.max().map { Figures.decimal($0, 2) + " times" },
                run.training.seed.map(String.init), run.id,
            ])
        }
        return table
    }
}
