import API
import ArgumentParser
import Client
import Words

extension Pools {
    struct Validity: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "How far partition models have moved from the base, and how alike.",
            discussion: """
                δ is ‖Θ−Θ0‖/(‖Θ‖+‖Θ0‖): the further a partition model has moved, the more the level of a merge's score is \
                biased. A new pool is measured by itself; an older one is when this is first asked. With --set, the loss between \
                every pair of partition models is measured too, by nine merges a pair.
                """)

        @Argument(help: "The pool (id or name).") var pool: String
        @Option(name: .customLong("set"), help: "The evaluation set of the loss barriers (id or name).")
        var evaluationSet: String?
        @Flag(help: "Queue again what was cancelled.") var again = false
        @Flag(name: .customLong("no-wait"), help: "Return at once, measured or not.") var isImmediate = false
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var validity = try await client.measureValidity(of: pool, on: evaluationSet, again: again)
            var failure = Self.cancelled(validity)
            if !isImmediate, !validity.state.isFinal {
                let jobs = try await Waiting(client: client).jobs([validity.job], title: "measuring \(pool)")
                failure = Waiting.failure(of: jobs)
                validity = try await client.validity(of: validity.pool)
            }
            while !isImmediate, validity.barriers.contains(where: { $0.lacking > 0 }) {
                let before = validity
                validity = try await client.validity(of: validity.pool, wait: .seconds(30))
                // Nothing moves any more: an evaluation has failed, or was cancelled.
                if validity == before {
                    failure =
                        failure ?? Self.cancelled(validity)
                        ?? Failure(.work, "evaluations of a barrier have no score: see assay evaluations list")
                    break
                }
            }
            return try Report(validity, tables: ValidityText.tables(validity), ids: [validity.job], failure: failure)
        }

        /// What to say when somebody has cancelled what is asked for.
        private static func cancelled(_ validity: ValidityResource) -> Failure? {
            let evaluations = validity.barriers.reduce(0) { $0 + ($1.cancelled ?? 0) }
            guard validity.state == .cancelled || evaluations > 0 else { return nil }
            let what = evaluations > 0 ? "\(evaluations) evaluations of the barriers were" : "the measurement was"
            return Failure(.work, "\(what) cancelled; --again queues them again")
        }
    }
}
