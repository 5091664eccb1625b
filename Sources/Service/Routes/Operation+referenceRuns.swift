import Mixtures
import HTTPTypes
import API
import HTTPServer
import Storage

extension Operation {
    static let referenceRunOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/reference-runs", id: "createReferenceRun",
            summary: "Says that a model was really trained on a mixture of a pool's partitions.",
            tag: "reference-runs", headers: [.idempotencyKey], body: .json("ReferenceRunCreation"),
            outcomes: [Outcome(201, "The reference run.", .json("ReferenceRunResource"))]
        ) { call in
            try await call.creating(ReferenceRunCreation.self) { _ in
            } effect: { [service = call.service] body, _, transaction in
                try service.createReferenceRun(body, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/reference-runs", id: "listReferenceRuns", summary: "Lists reference runs.",
            tag: "reference-runs",
            query: QueryParameter.page + [
                .createdAfter, QueryParameter(name: "pool", summary: "only of this pool", kind: .reference),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("ReferenceRunPage"))]
        ) { call in
            let (page, filter) = try call.query { query in
                (query.page(of: .referenceRun), (pool: query.text("pool"), after: query.moment("created_after")))
            }
            let pool = try await call.identifier(.pool, parameter: "pool", filter.pool)
            return try call.listing(
                try await call.service.store.read { transaction in
                    let filter = ReferenceRunFilter(pool: pool, createdAfter: filter.after)
                    return try API.Page(transaction.referenceRuns(filter, page: page)) {
                        try ReferenceRunResource($0, in: transaction)
                    }
                })
        },
        Operation(
            method: .get, path: "/v1/reference-runs/{id}", id: "readReferenceRun", summary: "Reads a reference run.",
            tag: "reference-runs", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The reference run.", .json("ReferenceRunResource"))], problems: [.notFound]
        ) { call in
            try call.noQuery()
            let id = try await call.identifier(.referenceRun, "reference run")
            return try call.reading(
                try await call.service.store.read { transaction in
                    guard let record = try transaction.referenceRun(id) else {
                        throw Problem.notFound("reference run \"\(id)\"")
                    }
                    return try ReferenceRunResource(record, in: transaction)
                })
        },
    ]
}

extension ReferenceRunResource {
    init(_ record: ReferenceRunRecord, in transaction: Transaction) throws {
        let run: Identifier? = if case .trainingRun(let id) = record.model { id } else { nil }
        self.init(
            id: record.id.text, pool: record.pool.text,
            mixture: Dictionary(record.mixture.map { ($0.partition, $0.weight) }) { first, _ in first },
            trainingRun: run?.text, checkpoint: try transaction.checkpoint(of: record)?.id.text,
            createdAt: record.createdAt.date)
    }
}

extension AssayService {
    /// Adds a reference run.
    fileprivate func createReferenceRun(_ body: ReferenceRunCreation, in transaction: Transaction) throws -> Answer {
        let findings = Findings()
        let pool = try transaction.identifier(.pool, for: body.pool).flatMap { try PoolView($0, in: transaction) }
        if pool == nil {
            findings.add(JSONPointer.root.appending("pool"), "there is no pool \"\(body.pool.prefix(80))\"")
        }
        let mixture = findings.mixture(
            body.mixture, partitions: pool?.partitionNames, normalize: body.normalize,
            at: JSONPointer.root.appending("mixture"))
        let model = try model(of: body, pool, in: transaction, findings)
        try findings.check()
        guard let pool, let mixture, let model else { throw Problem(.internalError) }
        let weights = mixture.weights.sorted { $0.key < $1.key }.filter { $0.value > 0 }
        let record = ReferenceRunRecord(
            id: identifiers.next(.referenceRun), pool: pool.record.id,
            mixture: weights.map { .init(partition: $0.key, weight: $0.value) }, model: model, createdAt: time.now())
        try transaction.insert(record)
        return try Answer(
            .created, location: "/v1/reference-runs/\(record.id)", ReferenceRunResource(record, in: transaction))
    }

    private func model(
        of body: ReferenceRunCreation, _ pool: PoolView?, in transaction: Transaction, _ findings: Findings
    ) throws -> ReferenceRunRecord.Model? {
        if let text = body.checkpoint {
            let place = JSONPointer.root.appending("checkpoint")
            guard let record = try findings.checkpoint(text, in: transaction, at: place) else { return nil }
            if let pool {
                _ = findings.checkReads(record, with: try pool.tokenizerName, of: pool.base, at: place)
            }
            return .checkpoint(record.id)
        }
        let text = body.trainingRun ?? ""
        guard let id = try transaction.identifier(.trainingRun, for: text), try transaction.trainingRun(id) != nil
        else {
            findings.add(
                JSONPointer.root.appending("training_run"), "there is no training run \"\(text.prefix(80))\"")
            return nil
        }
        return .trainingRun(id)
    }
}
