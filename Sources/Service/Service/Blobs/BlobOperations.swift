import API
import HTTPServer
import HTTPTypes
import Hashing
import Storage

extension Operation {
    static let blobOperations: [Operation] = [
        Operation(
            method: .put, path: "/v1/blobs/{sha256}", id: "putBlob",
            summary: """
                Stores bytes under their SHA-256. With `Content-Range` the body is a part: parts are sent in order, each \
                beginning where the one before ended; what is there is told as `Upload-Offset` by HEAD, also after a \
                broken connection or a restart.
                """,
            tag: "blobs", headers: [.contentRange], body: .bytes,
            outcomes: [
                Outcome(200, "The blob was there.", .json("BlobResource")),
                Outcome(201, "The blob is there now.", .json("BlobResource")),
                Outcome(202, "The part is there; more is needed.", .json("BlobResource")),
            ],
            problems: [.hashMismatch, .uploadOffset, .invalidHeader],
            desk: \.blobs
        ) { call, desk in try await call.putBlob(desk) },
        Operation(
            method: .get, path: "/v1/blobs/{sha256}", id: "getBlob",
            summary: "Reads a blob, or a range of it. HEAD of one that is not whole tells `Upload-Offset`.",
            tag: "blobs", headers: [.ifNoneMatch, .range],
            outcomes: [
                Outcome(200, "The bytes.", .bytes), Outcome(206, "The range.", .bytes),
            ],
            problems: [.notFound, .rangeNotSatisfiable],
            desk: \.blobs
        ) { call, desk in try await call.getBlob(desk) },
        Operation(
            method: .post, path: "/v1/blobs/{sha256}:verify", id: "verifyBlob",
            summary: """
                Reads a blob whole and computes its hash again. A damaged one is moved to the quarantine, and can be \
                uploaded again.
                """,
            tag: "blobs", outcomes: [Outcome(200, "It is what was stored.", .json("BlobVerification"))],
            problems: [.notFound, .corrupted],
            desk: \.blobs
        ) { call, desk in try await call.verifyBlob(desk) },
    ]
}

extension Call {
    fileprivate func putBlob(_ desk: BlobDesk) async throws -> Response {
        try noQuery()
        guard let digest = SHA256Digest(hex: parameters["sha256"]) else {
            throw Problem(
                .malformedRequest,
                "The path ends in \"\(parameters["sha256"])\"; expected 64 lower-case hexadecimal digits.")
        }
        if let blob = try await desk.intactBlob(digest) {
            if request.fields[.expect] == nil { for try await _ in request.body {} }
            return try stored(blob, isNew: false)
        }
        if let text = request.fields[.contentRange] { return try await putPart(text, of: digest, desk) }
        let (blob, isNew) = try await desk.blobs.put(
            request.body, expecting: digest, length: request.body.declaredLength, from: desk.claim(of: request))
        return try stored(blob, isNew: isNew)
    }

    /// Reads a blob whole, whatever is known of it, and says whether it is what was stored.
    fileprivate func verifyBlob(_ desk: BlobDesk) async throws -> Response {
        try noQuery()
        _ = try await body(EmptyBody.self, or: EmptyBody())
        guard let digest = SHA256Digest(hex: parameters["sha256"]) else {
            throw Problem.notFound("blob \"\(parameters["sha256"].prefix(80))\"")
        }
        guard try await desk.blobs.size(of: digest) != nil else { throw try await desk.absence(of: digest) }
        let blob = try await desk.blobs.verify(digest)
        return try Answer(.ok, BlobVerification(sha256: blob.digest.hex, bytes: blob.size, intact: true)).response
    }

    private func putPart(_ text: String, of digest: SHA256Digest, _ desk: BlobDesk) async throws -> Response {
        guard let range = ContentRange(text) else {
            throw Problem(.invalidHeader, "Content-Range is \"\(text.prefix(80))\"; expected bytes FIRST-LAST/TOTAL.")
        }
        guard range.total <= desk.limit else {
            throw Problem(
                .contentTooLarge,
                "The blob would have \(range.total) bytes; the limit is \(desk.limit).")
        }
        let claim = desk.claim(of: request)
        let count = try await desk.uploads.append(request.body, of: range, to: digest, from: claim)
        guard count == range.total else {
            var response = try Answer(
                .accepted, BlobResource(sha256: digest.hex, bytes: count, total: range.total)
            ).response
            response.fields[.uploadOffset] = String(count)
            return response
        }
        let (blob, isNew) = try await desk.uploads.consume(digest) { chunks in
            try await desk.blobs.put(chunks, expecting: digest, length: range.total, from: claim)
        }
        return try stored(blob, isNew: isNew)
    }

    private func stored(_ blob: Blob, isNew: Bool) throws -> Response {
        try Answer(
            isNew ? .created : .ok, location: "/v1/blobs/\(blob.digest.hex)",
            BlobResource(sha256: blob.digest.hex, bytes: blob.size)
        ).response
    }

    fileprivate func getBlob(_ desk: BlobDesk) async throws -> Response {
        try noQuery()
        guard let digest = SHA256Digest(hex: parameters["sha256"]) else {
            throw Problem.notFound("blob \"\(parameters["sha256"])\"")
        }
        guard try await desk.blobs.size(of: digest) != nil else {
            var problem = try await desk.absence(of: digest)
            if let offset = try await desk.uploads.offset(of: digest) {
                problem.fields[.uploadOffset] = String(offset)
            }
            throw problem
        }
        return try await blob(digest, type: "application/octet-stream")
    }
}
