import API
import ArgumentParser
import Client
import TextTables
import Words

struct Partitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Disjoint slices of the corpus.",
        subcommands: [
            Upload.self, List.self, Show.self, Rename<PartitionWord>.self, Label.self, Remove<PartitionWord>.self,
        ])

    struct Upload: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Upload text as a partition, or as the base's share.")

        @Argument(help: "The partition's name; an evaluation domain of that name has it as its own partition.")
        var name: String
        @Argument(help: "The documents: .jsonl, .jsonl.gz, or plain text.") var file: String
        @Option(help: "The corpus it is a slice of.") var corpus = "default"
        @Option(help: "A path of labels, such as s2orc/biology/2010-2012.") var labels: String?
        @Option(help: "partition, or base for the share that the base model is trained on.")
        var role: PartitionRole = .partition
        @Option(help: "How documents stand in the file: jsonl, jsonl.gz or text (default: by the file's name).")
        var format: DocumentFormat?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let format = try format ?? DocumentFile(file).format
            let blob = try await client.upload(fileAt: file)
            let partition = try await SentFiles(files: ["/blob": file]).naming {
                try await client.createPartition(
                    PartitionCreation(
                        name: name, corpus: corpus, labels: labels, role: role, blob: blob.hex, format: format))
            }
            return try Report(partition, tables: [Partitions.table([partition])], ids: [partition.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List partitions.")

        @Option(help: "Only those of this corpus.") var corpus: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let partitions = try await client.partitions(corpus: corpus).all()
            return try Report(list: partitions, table: Partitions.table(partitions), ids: partitions.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one partition.")

        @Argument(help: "Its id or name.") var partition: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.partition(partition)
            return try Report(found, tables: [Partitions.table([found])], ids: [found.id])
        }
    }

    static func table(_ partitions: [PartitionResource]) -> Table {
        var table = Table(columns: [
            .text("name"), .text("role"), .number("documents"), .number("empty"), .number("bytes"), .number("tokens"),
            .text("labels"),
            .text("id"),
        ])
        for partition in partitions {
            table.add([
                partition.name, partition.role.rawValue, Figures.count(partition.documents),
                partition.emptyDocuments.map(Figures.count), Figures.count(partition.bytes),
                Figures.count(partition.tokens), partition.labels, partition.id,
            ])
        }
        return table
    }
}
