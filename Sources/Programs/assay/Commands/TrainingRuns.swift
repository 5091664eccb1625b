import API
import ArgumentParser
import Client
import TextTables
import Words

struct TrainingRuns: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "training-runs", abstract: "Models trained here.",
        subcommands: [List.self, Show.self, Rename<TrainingRunWord>.self, Remove<TrainingRunWord>.self])

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List training runs.")

        @Option(help: "Only those in this state.") var state: JobState?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let runs = try await client.trainingRuns(state: state).all()
            return try Report(list: runs, table: TrainingRuns.table(runs), ids: runs.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one training run and its loss curve.")

        @Argument(help: "Its id or name.") var run: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.trainingRun(run)
            var curve = Table(columns: [.number("step"), .number("loss")])
            for point in TrainingRuns.thinned(found.losses, to: 20) {
                curve.add([Figures.count(point.step), Figures.decimal(point.loss)])
            }
            return try Report(found, tables: [TrainingRuns.table([found]), curve], ids: [found.id])
        }
    }

    /// At most `count` points, evenly apart, the last one among them: the whole curve stands in the JSON.
    static func thinned(_ points: [LossPoint], to count: Int) -> [LossPoint] {
        guard points.count > count else { return points }
        return (1...count).map { points[$0 * points.count / count - 1] }
    }

    /// The last loss stands in the table where the service tells losses: lists leave them out.
    static func table(_ runs: [TrainingRunResource]) -> Table {
        let showsLoss = runs.contains { !$0.losses.isEmpty }
        var table = Table(
            columns: [.text("name"), .text("kind"), .text("state"), .number("steps"), .number("tokens")]
                + (showsLoss ? [.number("loss")] : []) + [.text("data"), .text("id")])
        for run in runs {
            let data = Dictionary(run.data.map { ($0.name, $0.weight) }) { $0 + $1 }
            let loss = run.losses.last.map { Figures.decimal($0.loss) } ?? ""
            table.add(
                [
                    run.name, run.kind.rawValue, run.state.rawValue, Figures.count(run.plan.steps),
                    Figures.count(run.tokens),
                ] + (showsLoss ? [loss] : []) + [Figures.mixture(data), run.id])
            if let error = run.error { table.notes.append("\(run.name): \(error.detail)") }
        }
        return table
    }
}
