import API
import ArgumentParser
import Client
import Foundation
import Mixtures
import TextTables

struct ParetoCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "pareto", abstract: "Show a study's candidates that no other beats in every domain at once.",
        discussion:
            "By the documents that the study selects by: its ranking holds the best against each other on others.")

    @Argument(help: "The study (id or name).") var study: String
    @Option(help: "Whose scores.") var estimator = Estimator.merge
    @Flag(help: "Show those that are beaten, too, and by which trial.") var all = false
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let pareto = try await client.studyPareto(study, estimator: estimator)
        return try Report(
            pareto, tables: [Self.table(pareto, all: all)],
            ids: pareto.points.filter(\.onFront).map { String($0.trial) })
    }

    static func table(_ pareto: ParetoResource, all: Bool) -> Table {
        var table = Table(
            title: "Pareto front: \(pareto.front) of \(pareto.points.count) candidates, bits per byte by domain",
            columns: [.number("trial"), .text("mixture")] + pareto.domains.map { .number($0) }
                + (all ? [.number("beaten by")] : []))
        for point in pareto.points where all || point.onFront {
            table.add(
                [
                    String(point.trial),
                    point.mixture.map { Figures.candidate($0, point.recipe, point.precision) } ?? "(base)",
                ]
                    + pareto.domains.map { Figures.decimal(point.losses[$0] ?? .nan) }
                    + [point.beatenBy.map { String($0) } ?? ""])
        }
        return table
    }
}

struct ProposalCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "proposal", abstract: "Print the mixture that a study proposes.",
        discussion: """
            assay proposal search --yaml > mixture.yaml
            With --yaml or --json it is a file of {partition: weight}, each weight to the last bit.
            """)

    @Argument(help: "The study (id or name).") var study: String
    @Option(help: "One of its trials, in place of its answer.") var trial: Int?
    @Option(help: ArgumentHelp("Also write the merge as a file of mergekit's.", valueName: "file"))
    var mergekit: String?
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let proposal = try await client.studyProposal(study, trial: trial)
        if let mergekit {
            try MergekitOutput.write(try await client.studyMergekit(study, trial: trial), to: mergekit)
        }
        var table = Table(columns: [.text("partition"), .number("weight")])
        for record in proposal.tableRecords { table.add([record.partition, Figures.decimal(record.weight)]) }
        return try Report(proposal, tables: [table], ids: proposal.tableRecords.map(\.partition))
    }
}
