import HTTPTypes
import API
import HTTPServer
import Storage

extension Operation {
    static let evaluationSetOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/evaluation-sets", id: "createEvaluationSet",
            summary: "Registers the documents of an uploaded blob as an evaluation set.", tag: "evaluation-sets",
            headers: [.idempotencyKey], body: .json("EvaluationSetCreation"),
            outcomes: [Outcome(201, "The evaluation set.", .json("EvaluationSetResource"))],
            problems: [.nameTaken, .documentsOverlap]
        ) { call in
            try await call.creating(EvaluationSetCreation.self) { body in
                try await call.service.scan(blob: body.blob, format: body.format)
            } effect: { [service = call.service] body, scan, transaction in
                try service.createEvaluationSet(body, scan, transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/evaluation-sets", id: "listEvaluationSets", summary: "Lists evaluation sets.",
            tag: "evaluation-sets",
            query: QueryParameter.page + [
                .createdAfter, .name, QueryParameter(name: "corpus", summary: "only of this corpus", kind: .text),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("EvaluationSetPage"))]
        ) { call in try await call.listEvaluationSets() },
        Operation(
            method: .get, path: "/v1/evaluation-sets/{id}", id: "readEvaluationSet",
            summary: "Reads an evaluation set.", tag: "evaluation-sets", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The evaluation set.", .json("EvaluationSetResource"))], problems: [.notFound]
        ) { call in
            try call.noQuery()
            let id = try await call.identifier(.evaluationSet, "evaluation set")
            guard let record = try await call.service.store.read({ try $0.evaluationSet(id) }) else {
                throw Problem.notFound("evaluation set \"\(id)\"")
            }
            return try call.reading(EvaluationSetResource(record))
        },
    ]
}

extension Call {
    fileprivate func listEvaluationSets() async throws -> Response {
        let (page, name, corpus, after) = try query { query in
            (query.page(of: .evaluationSet), query.text("name"), query.text("corpus"), query.moment("created_after"))
        }
        var records = try await service.store.read { transaction in
            if let name { return Storage.Page(only: try transaction.evaluationSet(named: name)) }
            return try transaction.evaluationSets(createdAfter: after, page: page)
        }
        // Sets are few: a page of one corpus may be shorter than asked, and `next` still leads on.
        if let corpus { records.items.removeAll { $0.corpus != corpus } }
        return try listing(API.Page(records) { try EvaluationSetResource($0) })
    }
}

extension AssayService {
    /// Adds an evaluation set whose documents have been read.
    func createEvaluationSet(
        _ body: EvaluationSetCreation, _ scan: DocumentScan, _ transaction: Transaction
    ) throws -> Answer {
        guard try transaction.evaluationSet(named: body.name) == nil else {
            throw Problem.nameTaken("evaluation set", body.name)
        }
        try refuseOverlap(of: scan, corpus: body.corpus, with: [.partition, .base], in: transaction)
        let record = EvaluationSetRecord(
            id: identifiers.next(.evaluationSet), name: body.name, corpus: body.corpus, blob: scan.blob,
            format: try same(body.format), documents: scan.documents, bytes: scan.bytes,
            documentsHash: scan.documentsHash,
            domains: scan.domains.map { .init(domain: $0.domain, documents: $0.documents, bytes: $0.bytes) },
            createdAt: time.now())
        try transaction.insert(record)
        try transaction.insert(
            scan.fingerprints, corpus: body.corpus, owner: record.id, role: .evaluation)
        return try Answer(.created, location: "/v1/evaluation-sets/\(record.id)", EvaluationSetResource(record))
    }
}

extension Storage.Page {
    /// A list of one item or none: what a unique name finds.
    init(only item: Item?) {
        self.init(items: item.map { [$0] } ?? [], next: nil)
    }
}
