import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let referenceRunOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/reference-runs", id: "createReferenceRun",
            summary: """
                Says that a model was really trained on a mixture of a pool's partitions: one that a training run made, a \
                checkpoint, or only its scores on an evaluation set.
                """,
            tag: "reference-runs", headers: [.idempotencyKey], body: .json("ReferenceRunCreation"),
            outcomes: [Outcome(201, "The reference run.", .json("ReferenceRunResource"))],
            desk: \.referenceRuns
        ) { call, desk in
            try await call.creating(ReferenceRunCreation.self) { body, transaction in
                try desk.createReferenceRun(body, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/reference-runs", id: "listReferenceRuns", summary: "Lists reference runs.",
            tag: "reference-runs",
            query: QueryParameter.page(of: .referenceRun) + [
                .createdAfter, QueryParameter(name: "pool", summary: "only of this pool", kind: .reference),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("ReferenceRunPage"))],
            desk: \.referenceRuns
        ) { call, desk in
            let (page, filter) = try call.query { query in
                (query.page(of: .referenceRun), (pool: query.text("pool"), after: query.moment("created_after")))
            }
            let pool = try await call.identifier(.pool, parameter: "pool", filter.pool)
            return try call.listing(
                try await desk.store.read { transaction in
                    let filter = ReferenceRunFilter(pool: pool, createdAfter: filter.after)
                    return try API.Page(transaction.referenceRuns(filter, page: page)) {
                        try ReferenceRunResource($0, in: transaction)
                    }
                })
        },
        Operation(
            method: .get, path: "/v1/reference-runs/{id}", id: "readReferenceRun", summary: "Reads a reference run.",
            tag: "reference-runs", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The reference run.", .json("ReferenceRunResource"))], problems: [.notFound],
            desk: \.referenceRuns
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.referenceRun)
            return try call.reading(
                try await desk.store.read { transaction in
                    guard let record = try transaction.referenceRun(id) else {
                        throw Problem.notFound("reference run \"\(id)\"")
                    }
                    return try ReferenceRunResource(record, in: transaction)
                })
        },
    ]
}
