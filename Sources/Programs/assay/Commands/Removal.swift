import API
import ArgumentParser
import Client
import TextTables

/// A kind of record, as a parameter of the commands that every kind has.
protocol RecordWord {
    static var kind: RecordKind { get }
}

enum PartitionWord: RecordWord { static let kind = RecordKind.partition }
enum EvaluationSetWord: RecordWord { static let kind = RecordKind.evaluationSet }
enum CheckpointWord: RecordWord { static let kind = RecordKind.checkpoint }
enum PoolWord: RecordWord { static let kind = RecordKind.pool }
enum TrainingRunWord: RecordWord { static let kind = RecordKind.trainingRun }
enum ReferenceRunWord: RecordWord { static let kind = RecordKind.referenceRun }
enum EvaluationWord: RecordWord { static let kind = RecordKind.evaluation }
enum StudyWord: RecordWord { static let kind = RecordKind.study }
enum ForecastWord: RecordWord { static let kind = RecordKind.forecast }

/// Removes one record of a kind.
struct Remove<Removed: RecordWord>: ServiceCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "remove",
            abstract: "Remove what was added by mistake: one \(Removed.kind.words).",
            discussion: """
                \(Removed.kind.removalNote) What depends on it is named, and nothing is removed, unless --with-dependents is given; \
                --dry-run only names it.
                """, aliases: ["delete"])
    }

    @Argument(help: "Its id or name.") var record: String
    @Flag(help: "Only show what depends on it; remove nothing.") var dryRun = false
    @Flag(help: "Remove what depends on it too.") var withDependents = false
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        if dryRun {
            let found = try await client.dependents(of: record, Removed.kind)
            return try Report(found, tables: Self.tables(found), ids: found.items.map(\.id))
        }
        let removed = try await client.remove(record, Removed.kind, withDependents: withDependents)
        var table = Table(columns: [.text("removed"), .number("records")])
        for count in removed.removed { table.add([count.kind.words, Figures.count(count.count)]) }
        return try Report(
            removed, tables: [table, Table(of: [("bytes freed", Figures.count(removed.bytesFreed))])],
            ids: [removed.id])
    }

    private static func tables(_ found: DependentsResource) -> [Table] {
        guard !found.counts.isEmpty || !found.underWay.isEmpty else {
            return [Table(of: [(found.id, "nothing depends on it")])]
        }
        var counts = Table(columns: [.text("depends on it"), .number("records")])
        for count in found.counts { counts.add([count.kind.words, Figures.count(count.count)]) }
        var items = Table(columns: [.text("kind"), .text("name"), .text("id")])
        for item in found.items { items.add([item.kind.words, item.name, item.id]) }
        var underWay = Table(columns: [.text("has not ended: cancel it first")])
        for id in found.underWay { underWay.add([id]) }
        return [counts, items] + (found.underWay.isEmpty ? [] : [underWay])
    }
}
