import HTTPServer
import HTTPTypes
import Hashing
import Storage

extension Call {
    /// A blob as an answer: verified on its first use, then sent from its file.
    func blob(_ digest: SHA256Digest, type: String, name: String? = nil) async throws -> Response {
        let blob = try await context.store.blobs.blob(digest)
        let file = try await context.blocking.run { try FileBody(path: blob.path, entityTag: digest.hex) }
        var fields: HTTPFields = [.contentType: type, .cacheControl: "private, max-age=31536000, immutable"]
        if let name { fields[.contentDisposition] = "attachment; filename=\"\(name)\"" }
        return Response(.ok, fields: fields, body: .file(file))
    }
}
