import API
import ArgumentParser
import Client
import TextTables

/// Renames one record of a kind.
struct Rename<Renamed: RecordWord>: ServiceCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rename",
            abstract: "Give a \(Renamed.kind.words) another name; everything that refers to it goes on doing so.")
    }

    @Argument(help: "Its id, or the name that it has.") var record: String
    @Argument(help: "The name that it is to have.") var name: String
    @OptionGroup var service: ServiceOptions

    func report(from client: AssayClient) async throws -> Report {
        let renamed = try await client.rename(record, Renamed.kind, to: name)
        return try Report(
            renamed, tables: [Table(of: [("name", renamed.name), ("id", renamed.id)])], ids: [renamed.id])
    }
}

extension Partitions {
    /// Puts a partition under another path of labels.
    struct Label: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a partition under another path of labels.",
            discussion: """
                assay partitions label man s2orc/biology
                assay partitions label man --none

                Pools read labels when they are asked: macro weights of groups follow at once.
                """)

        @Argument(help: "Its id or name.") var partition: String
        @Argument(help: "A path of labels, such as s2orc/biology/2010-2012.") var labels: String?
        @Flag(help: "Take its labels away.") var none = false
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard (labels == nil) == none else { throw ValidationError("Give either a path of labels or --none.") }
        }

        func report(from client: AssayClient) async throws -> Report {
            let changed = try await client.change(
                partition: partition, PartitionChange(labels: labels ?? ""))
            return try Report(changed, tables: [Partitions.table([changed])], ids: [changed.id])
        }
    }
}

extension Evaluations {
    /// Puts evaluations under another label.
    struct Relabel: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put every evaluation under a label under another, or under no label.",
            discussion: """
                assay evaluations relabel frist first
                assay evaluations relabel scratch --none --pool demo
                """)

        @Argument(help: "The label that they have.") var label: String
        @Argument(help: "The label that they are to have.") var to: String?
        @Flag(help: "Take the label away.") var none = false
        @Option(help: "Only those that this pool asked for (id or name).") var pool: String?
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard (to == nil) == none else { throw ValidationError("Give either the new label or --none.") }
        }

        func report(from client: AssayClient) async throws -> Report {
            let changed = try await client.relabelEvaluations(LabelChange(label: label, to: to, pool: pool))
            return try Report(
                changed, tables: [Table(of: [("evaluations changed", Figures.count(changed.changed))])], ids: [])
        }
    }
}
