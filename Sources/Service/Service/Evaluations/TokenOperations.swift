import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let tokenOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/evaluations/{id}/tokens", id: "readEvaluationTokens",
            summary: """
                Reads the tokens of each document and the negative log-likelihood of each in nats, one JSON object a line: \
                `document` (from 0), `domain`, `cluster`, `tokens`, `nll`. They are kept where the evaluation was asked for \
                with `per_token`; asking so again has a known score's tokens found.
                """,
            tag: "evaluations", headers: [.ifNoneMatch, .range],
            outcomes: [Outcome(200, "The lines.", .bytes), Outcome(206, "A range of them.", .bytes)],
            problems: [.notFound, .stateConflict, .rangeNotSatisfiable],
            desk: \.evaluations
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.evaluation)
            let (tokens, job) = try await desk.store.read { transaction in
                guard try transaction.evaluation(id) != nil else { throw Problem.notFound("evaluation \"\(id)\"") }
                let tokens = try transaction.tokens(of: id)
                return (tokens, try tokens.flatMap { try transaction.job($0.job) })
            }
            guard let tokens else {
                throw Problem(
                    .stateConflict,
                    "The tokens of \(id) were not asked for; submit it again with \"per_token\": true to have them found."
                )
            }
            guard let result = tokens.result else {
                let state = job?.state.rawValue ?? "missing"
                throw Problem(.stateConflict, "The tokens of \(id) are not known yet: \(tokens.job) is \(state).")
            }
            return try await call.blob(result.blob, type: "application/jsonl")
        }
    ]
}
