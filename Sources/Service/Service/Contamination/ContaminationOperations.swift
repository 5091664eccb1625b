import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    private static let evaluationSet = QueryParameter(
        name: "evaluation_set", summary: "the evaluation set that is held against the training text", kind: .reference,
        isRequired: true)

    static let contaminationOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/pools/{id}/contamination", id: "readContamination",
            summary: """
                How many documents of an evaluation set share a run of 13 words with each of the pool's partitions and \
                with the base's share, once it is found or the wait is over.
                """,
            tag: "pools", query: [evaluationSet, .wait], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "What is known.", .json("ContaminationResource"))], problems: [.notFound],
            desk: \.contamination
        ) { call, desk in
            let (text, seconds) = try call.query { query in
                query.require("evaluation_set")
                return (query.text("evaluation_set"), query.seconds("wait"))
            }
            let (id, set) = try await call.poolAndSet(text)
            let resource = try await call.value(waiting: seconds) { transaction in
                try desk.contamination(of: id, on: set, in: transaction)
            } pending: { resource, _ in
                resource.state.isFinal ? [] : [try Identifier(resource.job, of: .job)]
            }
            return try call.reading(resource)
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/contamination", id: "findContamination",
            summary: """
                Finds what an evaluation set shares with a pool's training text, unless that is known or under way.
                """,
            tag: "pools",
            query: [
                evaluationSet,
                QueryParameter(
                    name: "again", summary: "whether a search that was cancelled is queued again",
                    kind: .words(["true", "false"])),
            ],
            headers: [.idempotencyKey],
            outcomes: [
                Outcome(200, "It is known.", .json("ContaminationResource")),
                Outcome(202, "Queued, or under way.", .json("ContaminationResource")),
            ],
            problems: [.notFound, .queueFull],
            desk: \.contamination
        ) { call, desk in
            let (text, again) = try call.query { query in
                query.require("evaluation_set")
                return (query.text("evaluation_set"), query.flag("again"))
            }
            let (id, set) = try await call.poolAndSet(text)
            return try await call.creating(EmptyBody.self, or: EmptyBody(), queryIsRead: true) { _, transaction in
                try desk.answer(toContaminationOf: id, on: set, again: again, in: transaction)
            }
        },
    ]
}

extension Call {
    fileprivate func poolAndSet(_ text: String?) async throws -> (pool: Identifier, set: Identifier) {
        let pool = try await identifier(.pool)
        guard let set = try await identifier(.evaluationSet, parameter: "evaluation_set", text) else {
            throw Problem(.invalidQuery)
        }
        return (pool, set)
    }
}
