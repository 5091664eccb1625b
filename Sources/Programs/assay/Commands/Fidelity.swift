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
    @Option(help: "Bootstrap resamples behind each interval (default: 1000).") var resamples: Int?
    @Option(help: "What resamples are drawn from (default: 0).") var seed: Int?
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let fidelity = try await client.fidelity(
            pool: pool, evaluationSet: evaluationSet, resamples: resamples, seed: seed)
        var tables = FidelityText.tables(fidelity.table)
        if !fidelity.gaps.isEmpty {
            var gaps = Table(
                title: "Reference runs that are not in the table",
                columns: [.text("reference run"), .text("lacks")])
            for gap in fidelity.gaps {
                let lacks = [
                    gap.needsEstimate ? "an evaluation of its mixture" : nil,
                    gap.needsReference ? "an evaluation of its model" : nil,
                ]
                gaps.add([gap.referenceRun, lacks.compactMap { $0 }.joined(separator: ", ")])
            }
            tables.append(gaps)
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
