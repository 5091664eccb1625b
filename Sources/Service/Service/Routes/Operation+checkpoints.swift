import HTTPTypes
import LanguageModels
import API
import HTTPServer
import Hashing
import Storage

extension Operation {
    static let checkpointOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/checkpoints", id: "createCheckpoint",
            summary: "Imports a checkpoint from an allowed folder, or makes one of uploaded blobs.",
            tag: "checkpoints", headers: [.idempotencyKey], body: .json("CheckpointCreation"),
            outcomes: [Outcome(201, "The checkpoint.", .json("CheckpointResource"))], problems: [.nameTaken]
        ) { call in
            try await call.creating(CheckpointCreation.self) { body in
                try await call.service.inspect(body)
            } effect: { [service = call.service] body, inspection, transaction in
                guard try transaction.checkpoint(named: body.name) == nil else {
                    throw Problem.nameTaken("checkpoint", body.name)
                }
                let record = service.checkpointRecord(named: body.name, inspection)
                try transaction.insert(record)
                return try Answer(.created, location: "/v1/checkpoints/\(record.id)", CheckpointResource(record))
            }
        },
        Operation(
            method: .get, path: "/v1/checkpoints", id: "listCheckpoints", summary: "Lists checkpoints.",
            tag: "checkpoints", query: QueryParameter.page + [.createdAfter, .name], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "A page.", .json("CheckpointPage"))]
        ) { call in try await call.listCheckpoints() },
        Operation(
            method: .get, path: "/v1/checkpoints/{id}", id: "readCheckpoint", summary: "Reads a checkpoint.",
            tag: "checkpoints", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The checkpoint.", .json("CheckpointResource"))], problems: [.notFound]
        ) { call in try call.reading(CheckpointResource(try await call.checkpoint())) },
        Operation(
            method: .get, path: "/v1/checkpoints/{id}/files/{file}", id: "downloadCheckpointFile",
            summary: "Downloads a file of a checkpoint, or a range of it.", tag: "checkpoints",
            headers: [.ifNoneMatch, .range],
            outcomes: [Outcome(200, "The bytes.", .bytes), Outcome(206, "The range.", .bytes)],
            problems: [.notFound, .rangeNotSatisfiable]
        ) { call in
            let record = try await call.checkpoint()
            let name = call.parameters["file"]
            guard let file = record.files.first(where: { $0.name == name }) else {
                throw Problem.notFound("file \"\(name)\" in \(record.id)")
            }
            let type = name.hasSuffix(".json") ? "application/json" : "application/octet-stream"
            return try await call.service.blobResponse(file.sha256, type: type, name: name)
        },
    ]
}

extension Call {
    fileprivate func checkpoint() async throws -> CheckpointRecord {
        try noQuery()
        let id = try await identifier(.checkpoint, "checkpoint")
        guard let record = try await service.store.read({ try $0.checkpoint(id) }) else {
            throw Problem.notFound("checkpoint \"\(id)\"")
        }
        return record
    }

    fileprivate func listCheckpoints() async throws -> Response {
        let (page, name, after) = try query { query in
            (query.page(of: .checkpoint), query.text("name"), query.moment("created_after"))
        }
        let records = try await service.store.read { transaction in
            if let name { return Storage.Page(only: try transaction.checkpoint(named: name)) }
            return try transaction.checkpoints(createdAfter: after, page: page)
        }
        return try listing(API.Page(records) { CheckpointResource($0) })
    }
}

extension AssayService {
    /// A checkpoint as it is kept.
    func checkpointRecord(named name: String, _ inspection: CheckpointInspection) -> CheckpointRecord {
        let configuration = inspection.configuration
        return CheckpointRecord(
            id: identifiers.next(.checkpoint), name: name, hash: inspection.hash,
            modelType: configuration.family.rawValue,
            parameters: configuration.parameterCount, vocabularySize: configuration.vocabularySize,
            context: configuration.maximumPositions, files: inspection.files, createdAt: time.now())
    }

    /// Brings a checkpoint's files into the blob store, and checks them.
    func inspect(_ creation: CheckpointCreation) async throws -> CheckpointInspection {
        switch creation.source {
        case .folder(let folder):
            let sources = try await blocking.run { [importFolders] in try importFolders.open(folder) }
            var blobs: [String: Blob] = [:]
            for source in sources { blobs[source.name] = try await store(source) }
            do {
                return try await inspect(blobs)
            } catch let fault as CheckpointFault {
                throw Problem.field("/folder", "\(fault)")
            }
        case .files(let files):
            return try await inspect(uploaded: files, at: JSONPointer.root.appending("files"))
        }
    }

    /// Checks a checkpoint whose files are uploaded blobs; errors are put at the files' names below `pointer`.
    func inspect(uploaded files: [String: String], at pointer: JSONPointer) async throws -> CheckpointInspection {
        var blobs: [String: Blob] = [:]
        var errors: [FieldError] = []
        for (name, hash) in files.sorted(by: { $0.key < $1.key }) {
            do {
                blobs[name] = try await blob(hash)
            } catch let error as BlobFault {
                errors.append(FieldError(pointer: pointer.appending(name), detail: error.description))
            }
        }
        guard errors.isEmpty else { throw Problem(.invalidBody, errors: errors) }
        do {
            return try await inspect(blobs)
        } catch let fault as CheckpointFault {
            let place = fault.file.map { pointer.appending($0) } ?? pointer
            throw Problem(.invalidBody, errors: [FieldError(pointer: place, detail: "\(fault)")])
        }
    }

    private func inspect(_ blobs: [String: Blob]) async throws -> CheckpointInspection {
        try await blocking.run { try CheckpointInspection(blobs: blobs) }
    }

    private func store(_ source: ImportFolders.Source) async throws -> Blob {
        let queue = blocking
        let position = Position()
        let chunks = AsyncThrowingStream<[UInt8], any Error> {
            let bytes = try await queue.run { try source.handle.bytes(at: position.offset) }
            position.offset += Int64(bytes.count)
            return bytes.isEmpty ? nil : bytes
        }
        return try await store.blobs.put(chunks).blob
    }

    /// How far one stream has been read; only that stream touches it.
    private final class Position: @unchecked Sendable {
        var offset: Int64 = 0
    }

    /// A blob that a body names.
    ///
    /// - Throws: ``BlobFault`` if it is not there or has rotted.
    func blob(_ hash: String) async throws -> Blob {
        guard let digest = SHA256Digest(hex: hash) else { throw BlobFault(hash: hash, message: "is no SHA-256") }
        do {
            return try await store.blobs.blob(digest)
        } catch let error as StorageError where error.code == .missing || error.code == .corrupted {
            throw BlobFault(hash: hash, message: error.message)
        }
    }
}

/// A blob that a body names and that cannot be used.
struct BlobFault: Error, CustomStringConvertible {
    let hash: String
    let message: String

    var description: String { "the blob \(hash) \(message)" }
}
