import API
import ArgumentParser
import Client

extension Pools {
    struct Validity: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "How far partition models have moved from the base, and how alike.",
            discussion: """
                δ is ‖Θ−Θ0‖/(‖Θ‖+‖Θ0‖): the further a partition model has moved, the more the level of a merge's score is \
                biased. A new pool is measured by itself; an older one is when this is first asked.
                """)

        @Argument(help: "The pool (id or name).") var pool: String
        @Flag(name: .customLong("no-wait"), help: "Return at once, measured or not.") var isImmediate = false
        @OptionGroup var connection: Connection
        @OptionGroup var output: OutputOptions

        func report(from client: AssayClient) async throws -> Report {
            var validity = try await client.measureValidity(of: pool)
            var failure: Failure?
            if !isImmediate, !validity.state.isFinal {
                let jobs = try await Waiting(client: client).jobs([validity.job], title: "measuring \(pool)")
                failure = Waiting.failure(of: jobs)
                validity = try await client.validity(of: validity.pool)
            }
            return try Report(validity, tables: ValidityText.tables(validity), ids: [validity.job], failure: failure)
        }
    }
}
