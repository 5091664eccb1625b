import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let partitionOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/partitions", id: "createPartition",
            summary: "Registers the documents of an uploaded blob as a partition, or as the base's share.",
            tag: "partitions", headers: [.idempotencyKey], body: .json("PartitionCreation"),
            outcomes: [Outcome(201, "The partition.", .json("PartitionResource"))],
            problems: [.nameTaken, .documentsOverlap],
            desk: \.partitions
        ) { call, desk in
            try await desk.registry.registering { registration in
                try await call.creating(PartitionCreation.self) { body in
                    try await desk.stage(body, in: registration)
                } effect: { body, staged, transaction in
                    try desk.createPartition(body, staged, transaction)
                }
            }
        },
        Operation(
            method: .get, path: "/v1/partitions", id: "listPartitions", summary: "Lists partitions.",
            tag: "partitions",
            query: QueryParameter.page(of: .partition) + [
                .createdAfter, .name,
                QueryParameter(name: "corpus", summary: "only of this corpus", kind: .text),
                .words("role", PartitionRole.self, "only of this role"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("PartitionPage"))],
            desk: \.partitions
        ) { call, desk in try await call.listPartitions(desk) },
        Operation(
            method: .get, path: "/v1/partitions/{id}", id: "readPartition", summary: "Reads a partition.",
            tag: "partitions", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The partition.", .json("PartitionResource"))], problems: [.notFound],
            desk: \.partitions
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.partition)
            guard let record = try await desk.store.read({ try $0.partition(id) }) else {
                throw Problem.notFound("partition \"\(id)\"")
            }
            return try call.reading(PartitionResource(record))
        },
    ]
}

extension Call {
    fileprivate func listPartitions(_ desk: PartitionDesk) async throws -> Response {
        let (page, name, filter) = try query { query in
            let page = query.page(of: .partition)
            let name = query.text("name")
            let filter = PartitionFilter(
                corpus: query.text("corpus"), role: query.word("role"), createdAfter: query.moment("created_after"))
            return (page, name, filter)
        }
        let records = try await desk.store.read { transaction in
            guard let name else { return try transaction.partitions(filter, page: page) }
            let found = try transaction.partition(named: name, in: filter.corpus ?? "default")
            return Storage.Page(only: found.flatMap { filter.role == nil || filter.role == $0.role ? $0 : nil })
        }
        return try listing(API.Page(records) { try PartitionResource($0) })
    }
}
