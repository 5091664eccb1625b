import API
import ArgumentParser
import Client
import Statistics
import TextTables

struct AttributionCommand: ServiceCommand {
    static let configuration = CommandConfiguration(
        commandName: "attribution",
        abstract: "What each partition of a mixture does to its score.",
        discussion: """
            assay attribution --pool demo --set demo man=0.5 perl=0.3 c=0.2
            Scores that are lacking are found first: of the mixture without each of its partitions, of every other part of \
            it, and of the base. Values are bits per byte, below 0 where a partition makes the score better. Above ten \
            partitions, Shapley values are a mean over random orders, with its standard error.
            """)

    @OptionGroup var question: QuestionOptions
    @Option(help: "Orders drawn, for mixtures of more than ten partitions.")
    var permutations = AttributionPlan.defaultPermutations
    @Option(help: "Of those draws.") var seed = 0
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let creation = AttributionCreation(try question.question(), permutations: permutations, seed: seed)
        let (resource, failure) = try await question.answer(client, lacking: \AttributionResource.lacking) {
            try await client.askAttribution(of: question.pool, creation)
        }
        return try Report(resource, tables: Self.tables(resource), ids: [resource.pool], failure: failure)
    }

    static func tables(_ attribution: AttributionResource) -> [Table] {
        guard let first = attribution.rows.first else {
            return [LackingText.table(attribution.lacking, of: attribution.scores)]
        }
        let names = first.partitions.map(\.partition)
        let columns: [Table.Column] =
            [.text("score"), .number("base"), .number("mixture")] + names.map { .number($0) }
        var shapley = Table(
            title: "Shapley values (\(attribution.method.rawValue)), bits per byte: base + all of them = mixture",
            columns: columns)
        var without = Table(
            title: "Leave-one-out, bits per byte: the mixture less the mixture without it", columns: columns)
        for row in attribution.rows {
            let ends = [row.name, Figures.decimal(row.base), Figures.decimal(row.whole)]
            shapley.add(ends + row.partitions.map(Self.shapley))
            without.add(ends + row.partitions.map { Figures.decimal($0.leaveOneOut) })
        }
        if let permutations = attribution.permutations {
            shapley.notes.append("± standard error over \(permutations) orders, seed \(attribution.seed ?? 0)")
        }
        without.notes = ValidityText.lines(attribution.warnings)
        return [shapley, without]
    }

    private static func shapley(_ share: AttributionResource.Share) -> String {
        let value = Figures.decimal(share.shapley)
        return share.standardError.map { "\(value) ± \(Figures.decimal($0))" } ?? value
    }
}
