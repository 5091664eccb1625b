import HTTPTypes
import API
import HTTPServer
import Scoring
import Storage
import Tokenizers

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
                let tokens = try await call.service.tokenReading(of: body)
                return (try await call.service.scan(blob: body.blob, format: body.format, tokens: tokens), tokens)
            } effect: { [service = call.service] body, material, transaction in
                try service.createEvaluationSet(body, material.0, material.1, transaction)
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
            summary: "Reads an evaluation set; of a pool, also how many tokens it has.", tag: "evaluation-sets",
            query: [
                QueryParameter(
                    name: "pool", summary: "counts the tokens under this pool's tokenizer", kind: .reference)
            ],
            headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The evaluation set.", .json("EvaluationSetResource"))], problems: [.notFound]
        ) { call in
            let asked = try call.query { $0.text("pool") }
            let id = try await call.identifier(.evaluationSet, "evaluation set")
            guard let record = try await call.service.store.read({ try $0.evaluationSet(id) }) else {
                throw Problem.notFound("evaluation set \"\(id)\"")
            }
            var resource = try EvaluationSetResource(record)
            if let pool = try await call.identifier(.pool, parameter: "pool", asked) {
                let count = try await call.service.tokens(of: record, under: pool)
                resource.tokens = count.tokens
                for index in resource.domains.indices {
                    resource.domains[index].tokens = count.domains[resource.domains[index].domain] ?? 0
                }
            }
            return try call.reading(resource)
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
    /// Counts the tokens of an evaluation set under a pool's tokenizer.
    func tokens(of set: EvaluationSetRecord, under id: Identifier) async throws -> TokenCounts.Count {
        let pool = try await store.read { transaction in
            guard let pool = try PoolView(id, in: transaction) else { throw Problem.notFound("pool \"\(id)\"") }
            return pool
        }
        let tokenizer = try await tokenizer(of: pool)
        if let own = set.tokenizer, own != tokenizer.hash {
            let detail = "query parameter pool: \(id) reads with \(tokenizer.hash); the set holds ids of \(own)"
            throw Problem(.invalidQuery, errors: [FieldError(pointer: .root, detail: detail)])
        }
        return try await tokenCounts.count(set.blob, set.format, separator: set.separator, under: tokenizer)
    }

    /// What a pool's models read with.
    func tokenizer(of pool: PoolView) async throws -> any Tokenizer {
        switch try pool.tokenizerName {
        case .bytes: ByteTokenizer()
        case .checkpoint: try await tokenizers.tokenizer(of: pool.base)
        }
    }

    /// Adds an evaluation set whose documents have been read.
    func createEvaluationSet(
        _ body: EvaluationSetCreation, _ scan: DocumentScan, _ tokens: TokenReading?, _ transaction: Transaction
    ) throws -> Answer {
        guard try transaction.evaluationSet(named: body.name) == nil else {
            throw Problem.nameTaken("evaluation set", body.name)
        }
        try refuseOverlap(of: scan, corpus: body.corpus, with: [.partition, .base], in: transaction)
        let record = EvaluationSetRecord(
            id: identifiers.next(.evaluationSet), name: body.name, corpus: body.corpus, blob: scan.blob,
            format: try same(body.format), tokenizer: tokens?.tokenizer.hash,
            separator: tokens?.separator.map(Int.init), documents: scan.documents, bytes: scan.bytes,
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
