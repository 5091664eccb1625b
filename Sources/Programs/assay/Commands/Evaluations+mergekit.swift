import API
import ArgumentParser
import Client
import Foundation
import TextTables

extension Evaluations {
    struct Mergekit: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write an evaluation's merge as a file of mergekit's.",
            discussion: """
                It names checkpoints as this service does: assay checkpoints download NAME NAME puts each where \
                mergekit-yaml, or assayd merge --config, then looks for it; assayd merge also takes \
                --models-from FOLDER and --model NAME=FOLDER.
                """)

        @Argument(help: "The evaluation's id.") var evaluation: String
        @Argument(help: "The file to write.") var file: String
        @Option(help: "Name checkpoints as this pool does (id or name); the pool that first asked unless given.")
        var pool: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let yaml = try await client.evaluationMergekit(evaluation, pool: pool)
            try MergekitOutput.write(yaml, to: file)
            return try Report(
                ["evaluation": evaluation, "file": file], tables: [Table(of: [("file", file)])], ids: [evaluation])
        }
    }
}

/// A file of mergekit's on this machine.
enum MergekitOutput {
    static func write(_ yaml: [UInt8], to file: String) throws {
        do {
            try Data(yaml).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw Failure(.file, "\(file): cannot be written: \(error.localizedDescription)")
        }
    }
}
