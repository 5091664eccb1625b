import Compression
import HTTPSyntax
import HTTPTypes

/// What is sent for a response: decided from the request and what the handler answered, before a byte goes out.
struct ResponsePlan: Sendable {
    enum Body: Sendable {
        case none
        case bytes([UInt8])
        case file(FileBody, Range<Int64>)
        /// Pieces, exactly so many bytes of them where a length is given.
        case stream(length: Int64?, compressed: Bool, @Sendable (BodyWriter) async throws -> Void)
        case events(@Sendable (EventWriter) async throws -> Void)
    }

    /// How the body's end is told.
    enum Framing: Sendable {
        /// The status, or `HEAD`, forbids a body; a length may still be told.
        case none
        case length(Int64)
        case chunked
        case untilClose
    }

    private(set) var status: HTTPResponse.Status
    private(set) var fields: HTTPFields
    private(set) var body: Body
    private(set) var framing: Framing

    init(_ response: Response, to request: HTTPRequest, isHTTP10: Bool, limits: ServerLimits) {
        status = response.status
        fields = response.fields
        body = .none
        framing = .none
        // How the message is framed is the server's to say.
        for name in [HTTPField.Name.contentLength, .transferEncoding, .connection, .date] { fields[name] = nil }
        plan(response, to: request, isHTTP10: isHTTP10, limits: limits)
        let forbidsBody = status.kind == .informational || status == .noContent || status == .notModified
        if forbidsBody { framing = .none }
        if forbidsBody || request.method == .head { body = .none }
    }

    /// Whether the body is still to be made when the head is sent.
    var hasMore: Bool {
        switch body {
        case .none, .bytes: false
        case .file, .stream, .events: true
        }
    }

    var kind: ConnectionMachine.ResponseKind {
        switch body {
        case .none, .bytes, .file: .whole
        case .stream: .stream
        case .events: .events
        }
    }

    private mutating func plan(_ response: Response, to request: HTTPRequest, isHTTP10: Bool, limits: ServerLimits) {
        switch response.body {
        case .empty: framing = .length(0)
        case .bytes(let bytes): planBytes(bytes, response, to: request, limits: limits)
        case .file(let file): planFile(file, to: request)
        case .stream(let length, let write):
            let compressed = length == nil && ContentCoding.mayCompress(response, for: request.headerFields)
            if compressed { markCompressed() }
            body = .stream(length: length, compressed: compressed, write)
            framing = length.map { .length($0) } ?? (isHTTP10 ? .untilClose : .chunked)
        case .events(let write):
            fields[.contentType] = fields[.contentType] ?? "text/event-stream"
            fields[.cacheControl] = fields[.cacheControl] ?? "no-store"
            body = .events(write)
            framing = isHTTP10 ? .untilClose : .chunked
        }
    }

    private mutating func planBytes(
        _ bytes: [UInt8], _ response: Response, to request: HTTPRequest, limits: ServerLimits
    ) {
        var bytes = bytes
        if bytes.count >= limits.compressionThreshold, ContentCoding.mayCompress(response, for: request.headerFields),
            let compressed = try? Gzip.compress(bytes, level: 4), compressed.count < bytes.count
        {
            bytes = compressed
            markCompressed()
        }
        body = .bytes(bytes)
        framing = .length(Int64(bytes.count))
    }

    private mutating func markCompressed() {
        fields[.contentEncoding] = "gzip"
        fields[.vary] = fields[.vary].map { $0 + ", Accept-Encoding" } ?? "Accept-Encoding"
    }

    /// Conditions come before ranges (RFC 9110, section 13.2.2).
    private mutating func planFile(_ file: FileBody, to request: HTTPRequest) {
        let asked = request.headerFields
        body = .file(file, 0..<file.length)
        framing = .length(file.length)
        if let tag = file.entityTag { fields[.eTag] = "\"\(tag)\"" }
        guard status == .ok else { return }
        if let tag = file.entityTag, let field = asked[.ifNoneMatch], EntityTags.list(field, contains: tag) {
            status = .notModified
            return
        }
        fields[.acceptRanges] = "bytes"
        guard request.method == .get, isRangeCurrent(asked[.ifRange], file) else { return }
        switch ByteRange(asked[.range], length: file.length) {
        case .whole: break
        case .part(let range):
            status = .partialContent
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(file.length)"
            body = .file(file, range)
            framing = .length(Int64(range.count))
        case .unsatisfiable:
            status = .rangeNotSatisfiable
            fields[.contentRange] = "bytes */\(file.length)"
            fields[.contentType] = nil
            body = .none
            framing = .length(0)
        }
    }

    private func isRangeCurrent(_ condition: String?, _ file: FileBody) -> Bool {
        guard let condition else { return true }
        return file.entityTag.map { EntityTags.isSame(condition, as: $0) } ?? false
    }
}
