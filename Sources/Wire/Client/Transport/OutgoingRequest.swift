public import HTTPTypes

/// A request to be sent.
public struct OutgoingRequest: Sendable {
    public var method: HTTPRequest.Method
    /// Path and query, percent-encoded, beginning with a slash.
    public var target: String
    public var fields: HTTPFields
    public var body: OutgoingBody
    /// From the request's last byte (or the last progress in sending it) to the response's head.
    public var responseTime: Duration
    /// The longest quiet within the response's body; nil waits for ever.
    public var idleTime: Duration?

    public init(
        method: HTTPRequest.Method, target: String, fields: HTTPFields = [:], body: OutgoingBody = .empty,
        responseTime: Duration = .seconds(60), idleTime: Duration? = .seconds(60)
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.responseTime = responseTime
        self.idleTime = idleTime
    }
}

/// The body of a request to be sent.
public enum OutgoingBody: Sendable {
    case empty
    case bytes([UInt8])
    /// A file's bytes, read as they are sent.
    case file(path: String)
    /// Bytes made as they are sent: the closure gives the next ones, nil at the end.
    ///
    /// Sent chunked when no length is given.
    case stream(length: Int64?, @Sendable () async throws -> [UInt8]?)
}
