import HTTPTypes
import API
import HTTPServer
import Storage

extension Operation {
    static let partitionOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/partitions", id: "createPartition",
            summary: "Registers the documents of an uploaded blob as a partition, or as the base's share.",
            tag: "partitions", headers: [.idempotencyKey], body: .json("PartitionCreation"),
            outcomes: [Outcome(201, "The partition.", .json("PartitionResource"))],
            problems: [.nameTaken, .documentsOverlap]
        ) { call in
            try await call.creating(PartitionCreation.self) { body in
                try await call.service.scan(blob: body.blob, format: body.format)
            } effect: { [service = call.service] body, scan, transaction in
                try service.createPartition(body, scan, transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/partitions", id: "listPartitions", summary: "Lists partitions.",
            tag: "partitions",
            query: QueryParameter.page + [
                .createdAfter, .name,
                QueryParameter(name: "corpus", summary: "only of this corpus", kind: .text),
                .words("role", API.PartitionRole.self, "only of this role"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("PartitionPage"))]
        ) { call in try await call.listPartitions() },
        Operation(
            method: .get, path: "/v1/partitions/{id}", id: "readPartition", summary: "Reads a partition.",
            tag: "partitions", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The partition.", .json("PartitionResource"))], problems: [.notFound]
        ) { call in
            try call.noQuery()
            let id = try await call.identifier(.partition, "partition")
            guard let record = try await call.service.store.read({ try $0.partition(id) }) else {
                throw Problem.notFound("partition \"\(id)\"")
            }
            return try call.reading(PartitionResource(record))
        },
    ]
}

extension Call {
    fileprivate func listPartitions() async throws -> Response {
        let (page, name, filter) = try query { query in
            let page = query.page(of: .partition)
            let name = query.text("name")
            let filter = PartitionFilter(
                corpus: query.text("corpus"), role: query.word("role"), createdAfter: query.moment("created_after"))
            return (page, name, filter)
        }
        let records = try await service.store.read { transaction in
            guard let name else { return try transaction.partitions(filter, page: page) }
            let found = try transaction.partition(named: name, in: filter.corpus ?? "default")
            return Storage.Page(only: found.flatMap { filter.role == nil || filter.role == $0.role ? $0 : nil })
        }
        return try listing(API.Page(records) { try PartitionResource($0) })
    }
}

extension AssayService {
    /// Adds a partition whose documents have been read.
    func createPartition(
        _ body: PartitionCreation, _ scan: DocumentScan, _ transaction: Transaction
    ) throws -> Answer {
        guard try transaction.partition(named: body.name, in: body.corpus) == nil else {
            throw Problem.nameTaken("partition", body.name, in: body.corpus)
        }
        let role: Storage.PartitionRole = try same(body.role)
        let others: Set<DocumentRole> = role == .base ? [.evaluation] : [.partition, .evaluation]
        try refuseOverlap(of: scan, corpus: body.corpus, with: others, in: transaction)
        let record = PartitionRecord(
            id: identifiers.next(.partition), name: body.name, corpus: body.corpus,
            labels: body.labels.map { $0.split(separator: "/").map(String.init) } ?? [], role: role,
            blob: scan.blob, format: try same(body.format), documents: scan.documents, bytes: scan.bytes,
            tokens: scan.tokens, createdAt: time.now())
        try transaction.insert(record)
        try transaction.insert(
            scan.fingerprints, corpus: body.corpus, owner: record.id, role: role == .base ? .base : .partition)
        return try Answer(.created, location: "/v1/partitions/\(record.id)", PartitionResource(record))
    }
}
