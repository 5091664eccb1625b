import API
import HTTPServer
import HTTPTypes
import Statistics
import Storage

extension Operation {
    static let poolOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/pools", id: "createPool",
            summary: """
                Makes a pool of a base model and partition models that compute the same function, and has its validity \
                measured.
                """,
            tag: "pools", headers: [.idempotencyKey], body: .json("PoolCreation"),
            outcomes: [Outcome(201, "The pool.", .json("PoolResource"))], problems: [.nameTaken],
            desk: \.pools
        ) { call, desk in
            try await call.creating(PoolCreation.self) { body in
                try await desk.material(of: body)
            } effect: { body, material, transaction in
                try desk.createPool(body, material, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/pools", id: "listPools", summary: "Lists pools.", tag: "pools",
            query: QueryParameter.page(of: .pool) + [.createdAfter, .name], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "A page.", .json("PoolPage"))],
            desk: \.pools
        ) { call, desk in try await call.listPools(desk) },
        Operation(
            method: .get, path: "/v1/pools/{id}", id: "readPool", summary: "Reads a pool.", tag: "pools",
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The pool.", .json("PoolResource"))],
            problems: [.notFound],
            desk: \.pools
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.pool)
            return try call.reading(
                try await desk.store.read { transaction in
                    guard let record = try transaction.pool(id) else { throw Problem.notFound("pool \"\(id)\"") }
                    return try PoolResource(record, corpus: PoolView.corpus(of: record, in: transaction))
                })
        },
        Operation(
            method: .post, path: "/v1/pools/{id}:retire", id: "retirePartition",
            summary: """
                Retires a partition of a pool: nothing new is asked about it, every score that is there stays, and running \
                studies over it end.
                """,
            tag: "pools", headers: [.idempotencyKey], body: .json("PartitionRetirement"),
            outcomes: [Outcome(200, "The pool.", .json("PoolResource"))], problems: [.notFound, .stateConflict],
            desk: \.pools
        ) { call, desk in
            let id = try await call.identifier(.pool)
            return try await call.creating(PartitionRetirement.self) { body, transaction in
                try desk.retire(body, of: id, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/pools/{id}/fidelity", id: "readFidelity",
            summary: "How well the estimates of a pool agree with its reference runs, beside trivial predictors.",
            tag: "pools",
            query: [
                QueryParameter(
                    name: "evaluation_set", summary: "the evaluation set that both are scored on", kind: .reference,
                    isRequired: true),
                QueryParameter(
                    name: "resamples",
                    summary: "bootstrap resamples behind the interval of each regret; 1000 when missing",
                    kind: .integer(0...10_000)),
                QueryParameter(
                    name: "seed", summary: "what resamples are drawn from; 0 when missing",
                    kind: .integer(0...(1 << 53) - 1)),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The table.", .json("FidelityResource"))],
            problems: [.notFound],
            desk: \.fidelity
        ) { call, desk in
            let (set, resamples, seed) = try call.query { query in
                query.require("evaluation_set")
                return (
                    query.text("evaluation_set"), query.integer("resamples", 0...10_000),
                    query.integer("seed", 0...(1 << 53) - 1)
                )
            }
            let id = try await call.identifier(.pool)
            guard let set = try await call.identifier(.evaluationSet, parameter: "evaluation_set", set) else {
                throw Problem(.invalidQuery)
            }
            return try call.reading(
                try await desk.fidelity(
                    of: id, on: set, resamples: resamples ?? FidelityTable.usualResamples, seed: seed ?? 0))
        },
    ]
}

extension Call {
    fileprivate func listPools(_ desk: PoolDesk) async throws -> Response {
        let (page, name, after) = try query { query in
            (query.page(of: .pool), query.text("name"), query.moment("created_after"))
        }
        let resources = try await desk.store.read { transaction in
            let records =
                if let name {
                    Storage.Page(only: try transaction.pool(named: name))
                } else {
                    try transaction.pools(createdAfter: after, page: page)
                }
            return try API.Page(records) { try PoolResource($0, corpus: PoolView.corpus(of: $0, in: transaction)) }
        }
        return try listing(resources)
    }
}
