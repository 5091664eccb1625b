import API
import ArgumentParser
import Client
import TextTables
import Words

struct EvaluationSets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluation-sets", abstract: "Documents that are scored and never trained on.",
        subcommands: [
            Upload.self, List.self, Show.self, Rename<EvaluationSetWord>.self, Remove<EvaluationSetWord>.self,
        ])

    struct Upload: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Upload an evaluation set.")

        @Argument(help: "Its name.") var name: String
        @Argument(help: "The documents: .jsonl, .jsonl.gz, plain text, or token ids (.npy, uint16, uint32).") var file:
            String
        @Option(help: "The corpus that none of its documents may stand in.") var corpus = "default"
        @Option(
            help: """
                How documents stand in the file: jsonl, jsonl.gz, text, npy, uint16 or uint32 (default: by the file's name).
                """)
        var format: DocumentFormat?
        @Option(help: "Of token ids: the checkpoint whose tokenizer made them (id or name).") var tokenizer: String?
        @Option(help: "Of token ids: what stands between documents (default: the checkpoint's end-of-text token).")
        var separator: Int?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let format = try format ?? DocumentFile(file).format
            let blob = try await client.upload(fileAt: file)
            let set = try await SentFiles(files: ["/blob": file]).naming {
                try await client.createEvaluationSet(
                    EvaluationSetCreation(
                        name: name, corpus: corpus, blob: blob.hex, format: format, tokenizer: tokenizer,
                        separator: separator))
            }
            return try Report(set, tables: EvaluationSets.tables(set), ids: [set.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List evaluation sets.")

        @Option(help: "Only those of this corpus.") var corpus: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let sets = try await client.evaluationSets(corpus: corpus).all()
            return try Report(list: sets, table: EvaluationSets.table(sets), ids: sets.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one evaluation set and its domains.")

        @Argument(help: "Its id or name.") var evaluationSet: String
        @Option(help: "Count its tokens under this pool's tokenizer (id or name).") var pool: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.evaluationSet(evaluationSet, pool: pool)
            return try Report(found, tables: EvaluationSets.tables(found), ids: [found.id])
        }
    }

    static func table(_ sets: [EvaluationSetResource]) -> Table {
        var table = Table(columns: [
            .text("name"), .number("documents"), .number("bytes"), .number("domains"), .text("id"),
        ])
        for set in sets {
            table.add([
                set.name, Figures.count(set.documents), Figures.count(set.bytes), Figures.count(set.domains.count),
                set.id,
            ])
        }
        return table
    }

    static func tables(_ set: EvaluationSetResource) -> [Table] {
        let counted: [Table.Column] = set.tokens == nil ? [] : [.number("tokens")]
        var domains = Table(columns: [.text("domain"), .number("documents"), .number("bytes")] + counted)
        for domain in set.domains {
            domains.add(
                [domain.domain, Figures.count(domain.documents), Figures.count(domain.bytes)]
                    + (domain.tokens.map { [Figures.count($0)] } ?? []))
        }
        return [table([set]), domains]
    }
}
