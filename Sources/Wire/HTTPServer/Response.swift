public import HTTPTypes

/// What a handler answers.
///
/// The server itself adds `Date`, `Server`, `Content-Length` or `Transfer-Encoding`, `Connection`, compression, and for
/// files `ETag`, `Accept-Ranges` and the answers to `Range` and `If-None-Match`.
public struct Response: Sendable {
    public var status: HTTPResponse.Status
    public var fields: HTTPFields
    public var body: ResponseBody

    public init(_ status: HTTPResponse.Status = .ok, fields: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A response of bytes of one media type.
    public init(
        _ status: HTTPResponse.Status = .ok, bytes: [UInt8], type: String, fields: HTTPFields = [:]
    ) {
        self.init(status, fields: fields, body: .bytes(bytes))
        self.fields[.contentType] = type
    }

    /// A response of plain text in UTF-8.
    public init(_ status: HTTPResponse.Status = .ok, text: String) {
        self.init(status, bytes: Array(text.utf8), type: "text/plain; charset=utf-8")
    }
}

/// The body of a response.
public enum ResponseBody: Sendable {
    case empty
    case bytes([UInt8])
    /// A file, sent in pieces; a `200` becomes `206`, `304` or `416` as the request's fields ask.
    case file(FileBody)
    /// Bytes written as they are made; each write waits while the client is slow, and throws once it has gone.
    ///
    /// With a length exactly that many bytes must be written; without one the body is chunked.
    case stream(length: Int64?, @Sendable (BodyWriter) async throws -> Void)
    /// Server-sent events, written as they happen; the task is cancelled once the client has gone.
    ///
    /// The server sends comments as pings in the quiet between them.
    case events(@Sendable (EventWriter) async throws -> Void)

    /// A chunked body of unknown length.
    public static func stream(_ write: @escaping @Sendable (BodyWriter) async throws -> Void) -> ResponseBody {
        .stream(length: nil, write)
    }

    /// Events out of a sequence; the body ends with it.
    public static func events<Events: AsyncSequence & Sendable>(_ events: Events) -> ResponseBody
    where Events.Element == ServerSentEvent {
        .events { writer in
            for try await event in events { try await writer.write(event) }
        }
    }
}

/// Writes the bytes of a streamed body.
public struct BodyWriter: Sendable {
    let send: @Sendable ([UInt8]) async throws -> Void

    /// Hands bytes to the connection; returns once it can take more, throws once the client has gone.
    public func write(_ bytes: [UInt8]) async throws {
        if !bytes.isEmpty { try await send(bytes) }
    }
}

/// Writes server-sent events.
public struct EventWriter: Sendable {
    let send: @Sendable ([UInt8]) async throws -> Void

    /// Hands an event to the connection; returns once it can take more, throws once the client has gone.
    public func write(_ event: ServerSentEvent) async throws { try await send(event.encoded) }
}
