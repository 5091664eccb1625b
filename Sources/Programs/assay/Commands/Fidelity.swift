import API
import ArgumentParser
import Client
import TextTables

struct FidelityCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "fidelity",
        abstract: "How well estimates agree with really trained models, beside trivial predictors.")

    @Option(help: "The pool (id or name).") var pool: String
    @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
    @Option(help: "Bootstrap resamples behind the interval of each regret (default: 1000).") var resamples: Int?
    @Option(help: "What resamples are drawn from (default: 0).") var seed: Int?
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let fidelity = try await client.fidelity(
            pool: pool, evaluationSet: evaluationSet, resamples: resamples, seed: seed)
        var tables = FidelityText.tables(fidelity.table, leftOut: fidelity.gaps.count)
        if !fidelity.gaps.isEmpty {
            let runs = try await client.referenceRuns(pool: pool).all()
            tables.append(
                FidelityText.gaps(
                    fidelity.gaps, mixtures: Dictionary(runs.map { ($0.id, $0.mixture) }) { $1 }, pool: pool,
                    set: evaluationSet))
        }
        let warnings = FidelityText.notes(fidelity)
        if !warnings.isEmpty {
            var table = Table(title: "Warnings", columns: [.text("")])
            table.notes = warnings
            tables.append(table)
        }
        return try Report(fidelity, tables: tables, ids: [fidelity.pool])
    }
}
