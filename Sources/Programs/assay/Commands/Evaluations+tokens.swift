import API
import ArgumentParser
import Client
import Hashing
import TextTables
import Words

extension Evaluations {
    struct Tokens: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download the tokens of an evaluation and what each costs.",
            discussion: """
                A JSON object a line and document: document, domain, cluster, tokens, nll (nats). They are kept where the \
                evaluation was asked for with assay evaluate --per-token; asking so again has those of a known score found.
                """)

        @Argument(help: "The evaluation's id.") var evaluation: String
        @Argument(help: "The file to write.") var file: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var found = try await client.evaluation(evaluation)
            guard let asked = found.tokens else {
                throw Failure(
                    .input, "the tokens of \(found.id) were not asked for; evaluate it again with --per-token")
            }
            if !asked.state.isFinal {
                _ = try await Waiting(client: client).jobs([asked.job], title: "finding tokens")
                found = try await client.evaluation(evaluation)
            }
            guard let tokens = found.tokens, let digest = tokens.blob.flatMap({ SHA256Digest(hex: $0) }) else {
                let state = found.tokens?.state.rawValue ?? "gone"
                throw Failure(
                    .work, "\(asked.job) \(state)" + (found.tokens?.error.map { ": \($0.detail)" } ?? ""))
            }
            try await client.download(digest, to: file)
            return try Report(
                tokens,
                tables: [
                    Table(of: [("file", file), ("kernel path", tokens.kernelPath), ("blob", digest.hex)])
                ], ids: [found.id])
        }
    }
}
