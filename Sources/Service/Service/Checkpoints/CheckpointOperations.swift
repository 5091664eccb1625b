import API
import HTTPServer
import HTTPTypes
import Hashing
import LanguageModels
import Storage

extension Operation {
    static let checkpointOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/checkpoints", id: "createCheckpoint",
            summary: "Imports a checkpoint from an allowed folder, or makes one of uploaded blobs.",
            tag: "checkpoints", headers: [.idempotencyKey], body: .json("CheckpointCreation"),
            outcomes: [Outcome(201, "The checkpoint.", .json("CheckpointResource"))], problems: [.nameTaken],
            desk: \.checkpoints
        ) { call, desk in
            try await call.creating(CheckpointCreation.self) { body in
                try await desk.inspect(body)
            } effect: { body, inspection, transaction in
                guard try transaction.checkpoint(named: body.name) == nil else {
                    throw Problem.nameTaken("checkpoint", body.name)
                }
                let record = desk.checkpointRecord(named: body.name, inspection)
                try transaction.insert(record)
                return try Answer(.created, location: "/v1/checkpoints/\(record.id)", CheckpointResource(record))
            }
        },
        Operation(
            method: .get, path: "/v1/checkpoints", id: "listCheckpoints", summary: "Lists checkpoints.",
            tag: "checkpoints", query: QueryParameter.page(of: .checkpoint) + [.createdAfter, .name],
            headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "A page.", .json("CheckpointPage"))],
            desk: \.checkpoints
        ) { call, desk in try await call.listCheckpoints(desk) },
        Operation(
            method: .get, path: "/v1/checkpoints/{id}", id: "readCheckpoint", summary: "Reads a checkpoint.",
            tag: "checkpoints", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The checkpoint.", .json("CheckpointResource"))], problems: [.notFound],
            desk: \.checkpoints
        ) { call, desk in try call.reading(CheckpointResource(try await call.checkpoint(desk))) },
        Operation(
            method: .get, path: "/v1/checkpoints/{id}/files/{file}", id: "downloadCheckpointFile",
            summary: "Downloads a file of a checkpoint, or a range of it.", tag: "checkpoints",
            headers: [.ifNoneMatch, .range],
            outcomes: [Outcome(200, "The bytes.", .bytes), Outcome(206, "The range.", .bytes)],
            problems: [.notFound, .rangeNotSatisfiable],
            desk: \.checkpoints
        ) { call, desk in
            let record = try await call.checkpoint(desk)
            let name = call.parameters["file"]
            guard let file = record.files.first(where: { $0.name == name }) else {
                throw Problem.notFound("file \"\(name)\" in \(record.id)")
            }
            let type = name.hasSuffix(".json") ? "application/json" : "application/octet-stream"
            return try await call.blob(file.sha256, type: type, name: name)
        },
    ]
}

extension Call {
    fileprivate func checkpoint(_ desk: CheckpointDesk) async throws -> CheckpointRecord {
        try noQuery()
        let id = try await identifier(.checkpoint)
        guard let record = try await desk.store.read({ try $0.checkpoint(id) }) else {
            throw Problem.notFound("checkpoint \"\(id)\"")
        }
        return record
    }

    fileprivate func listCheckpoints(_ desk: CheckpointDesk) async throws -> Response {
        let (page, name, after) = try query { query in
            (query.page(of: .checkpoint), query.text("name"), query.moment("created_after"))
        }
        let records = try await desk.store.read { transaction in
            if let name { return Storage.Page(only: try transaction.checkpoint(named: name)) }
            return try transaction.checkpoints(createdAfter: after, page: page)
        }
        return try listing(API.Page(records) { CheckpointResource($0) })
    }
}
