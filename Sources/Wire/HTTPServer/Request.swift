public import HTTPTypes
public import Sockets

/// One request as a handler sees it: its head read whole, its body still to be read.
public struct Request: Sendable {
    /// Method, target and fields as they were sent.
    public var head: HTTPRequest
    /// The path's segments between slashes, not yet percent-decoded: `/v1/jobs` is `["v1", "jobs"]`.
    var segments: [Substring]
    /// The decoded query.
    public var query: RequestQuery
    /// The body; reading it answers `Expect: 100-continue`.
    public var body: RequestBody
    /// The other end of the connection, where it has an address.
    public var peer: SocketAddress?
    /// Says when the client is not going to wait much longer.
    public internal(set) var haste = Haste()
    /// Whether it came over the address that has connections of its own, which nobody else can be kept out of.
    public internal(set) var hasReservedPlace = false

    /// A request for tests and for calls within the process.
    public init(
        method: HTTPRequest.Method = .get, target: String, fields: HTTPFields = [:], body: RequestBody = .empty,
        peer: SocketAddress? = nil
    ) throws(HTTPError) {
        let head = HTTPRequest(method: method, scheme: "http", authority: nil, path: target, headerFields: fields)
        try self.init(head: head, body: body, peer: peer)
    }

    init(head: HTTPRequest, body: RequestBody, peer: SocketAddress?) throws(HTTPError) {
        let target = head.path ?? "/"
        let path: Substring
        if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
            path = target[..<mark]
            query = try RequestQuery(encoded: target[target.index(after: mark)...])
        } else {
            path = target[...]
            query = RequestQuery()
        }
        segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { $0 }
        self.head = head
        self.body = body
        self.peer = peer
    }

    public var method: HTTPRequest.Method { head.method }
    public var fields: HTTPFields { head.headerFields }
    /// The target's path without the query, as it was sent.
    public var path: String { "/" + segments.joined(separator: "/") }
}
