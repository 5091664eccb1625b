import HTTPSyntax
import HTTPTypes

/// One request to the service, before it is sent; it can be sent again.
struct Call: Sendable {
    /// What a call carries.
    enum Body: Sendable {
        case none
        case json([UInt8])
        /// A file on this machine, streamed.
        case file(path: String)
        /// Bytes of any kind.
        case bytes([UInt8])
    }

    var method: HTTPRequest.Method
    /// Encoded where needed: segments come from ids and from names that are escaped.
    var path: String
    var query: [(name: String, value: String)] = []
    var fields: HTTPFields = [:]
    var body: Body = .none
    /// Whether sending it twice does no more than sending it once.
    var isRepeatable: Bool
    /// How long the service was told that it may hold its answer back.
    var wait: Duration = .zero
    /// Whether an answer whose status is no success is what was asked for all the same.
    var isAnswer: @Sendable (HTTPResponse) -> Bool = { _ in false }

    static func get(_ path: String, query: [(name: String, value: String)] = []) -> Call {
        Call(method: .get, path: path, query: query, isRepeatable: true)
    }

    /// A creation: it carries a key by which the service knows it again, so it may be repeated.
    static func create(_ path: String, json: [UInt8], key: String) -> Call {
        var call = Call(method: .post, path: path, body: .json(json), isRepeatable: true)
        if let name = HTTPField.Name("Idempotency-Key") { call.fields[name] = "\"\(key)\"" }
        return call
    }

    /// A POST that must reach the service at most once, or that the service itself guards against repetition.
    static func post(_ path: String, json: [UInt8]? = nil, isRepeatable: Bool) -> Call {
        Call(method: .post, path: path, body: json.map(Body.json) ?? .none, isRepeatable: isRepeatable)
    }

    /// The request target: path and query, percent-encoded.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\(Self.escape($0.name))=\(Self.escape($0.value))" }.joined(separator: "&")
    }

    /// A text as a segment of a path, or as a part of a query.
    static func escape(_ text: String) -> String { PercentEncoding.encode(text) }
}
