import API
import ArgumentParser
import Client
import Statistics
import TextTables
import Words

struct InteractionsCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "interactions",
        abstract: "How each score changes as weight moves to each partition.",
        discussion: """
            assay interactions --pool demo --set demo man=0.5 perl=0.5
            The derivative of bits per byte along e − w at the mixture w, by differences of scores that are found first where \
            they are lacking: below 0 where more of the partition makes the score better. Every partition of the pool has \
            a column, those without a weight too.
            """)

    @OptionGroup var question: QuestionOptions
    @Option(help: "The step of the differences: above 0, at most 0.5.") var step = InteractionPlan.defaultStep
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let creation = InteractionsCreation(try question.question(), step: step)
        let (resource, failure) = try await question.answer(client, lacking: \InteractionsResource.lacking) {
            try await client.askInteractions(of: question.pool, creation)
        }
        return try Report(resource, tables: [Self.table(resource)], ids: [resource.pool], failure: failure)
    }

    static func table(_ interactions: InteractionsResource) -> Table {
        guard let first = interactions.rows.first else {
            return LackingText.table(interactions.lacking, of: interactions.scores)
        }
        var table = Table(
            title:
                "Derivative of bits per byte as weight moves to a partition, at \(Figures.mixture(interactions.mixture))",
            columns: [.text("score"), .number("value")] + first.partitions.map { .number($0.partition) }
                + [.number("residual")])
        for row in interactions.rows {
            table.add(
                [row.name, Figures.decimal(row.value)] + row.partitions.map { Figures.decimal($0.derivative) }
                    + [Figures.decimal(row.residual)])
        }
        let oneSided = first.partitions.filter { $0.side == .oneSided }.map(\.partition)
        if !oneSided.isEmpty {
            table.notes.append("one-sided differences, at the boundary: \(oneSided.joined(separator: ", "))")
        }
        table.notes.append("residual: the row's sum weighted by the mixture; 0 but for the error of the differences")
        table.notes += ValidityText.lines(interactions.warnings)
        return table
    }
}

/// Which scores an output waits for.
enum LackingText {
    static func table(_ lacking: [LackingScore], of scores: Int) -> Table {
        var table = Table(
            title: "\(lacking.count) of \(scores) scores are lacking",
            columns: [.text("mixture"), .text("state"), .text("evaluation")])
        for score in lacking {
            table.add([
                score.mixture.map { Figures.mixture($0) } ?? "(base)", score.state?.rawValue ?? "not asked for",
                score.evaluation,
            ])
        }
        return table
    }
}
