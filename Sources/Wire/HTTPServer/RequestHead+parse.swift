import HTTPSyntax
import HTTPTypes

extension RequestHead {
    init(_ line: RequestLine, _ fields: HTTPFields) throws(HTTPError) {
        let host = try Self.host(fields, isHTTP10: line.isHTTP10)
        framing = try Self.framing(fields, isHTTP10: line.isHTTP10)
        isHTTP10 = line.isHTTP10
        let options = FieldLine.members(of: .connection, in: fields)
        keepsConnection =
            !options.contains("close") && !Self.asksProxyToClose(fields)
            && (!isHTTP10 || options.contains("keep-alive"))
        expectsContinue = try Self.expectsContinue(fields) && !isHTTP10 && framing != .none
        request = HTTPRequest(
            method: line.method, scheme: "http", authority: line.target.authority ?? host,
            path: line.target.pathAndQuery,
            headerFields: fields)
    }

    /// Old clients say it so, and other parsers heed it; to close is never wrong.
    private static func asksProxyToClose(_ fields: HTTPFields) -> Bool {
        fields.contains { $0.name.canonicalName == "proxy-connection" && $0.value.lowercased().contains("close") }
    }

    private static func refusal(_ detail: String, _ status: HTTPResponse.Status = .badRequest) -> HTTPError {
        HTTPError(status, detail, closesConnection: true)
    }

    /// RFC 9112, section 3.2: one `Host`, which HTTP/1.0 may leave out.
    private static func host(_ fields: HTTPFields, isHTTP10: Bool) throws(HTTPError) -> String? {
        let hosts = fields.lazy.filter { $0.name.canonicalName == "host" }.map(\.value)
        guard let host = hosts.first else {
            if isHTTP10 { return nil }
            throw refusal("The Host field is missing.")
        }
        guard hosts.count == 1 else { throw refusal("The Host field stands more than once.") }
        guard RequestTarget.isAuthority(host.utf8) else { throw refusal("The Host field is not a host and port.") }
        return host
    }

    private static func framing(_ fields: HTTPFields, isHTTP10: Bool) throws(HTTPError) -> Framing {
        do throws(MessageSyntaxError) {
            let framing = try Framing.parse(fields) ?? .none
            guard framing != .chunked || !isHTTP10 else {
                throw MessageSyntaxError(.malformed, "HTTP/1.0 has no chunks.")
            }
            return framing
        } catch {
            throw refusal(error.message)
        }
    }

    private static func expectsContinue(_ fields: HTTPFields) throws(HTTPError) -> Bool {
        guard let expectation = fields[.expect] else { return false }
        guard expectation.lowercased() == "100-continue" else {
            throw refusal("Expect asks for something other than 100-continue.", .expectationFailed)
        }
        return true
    }
}

extension HTTPRequest.Method {
    /// A query with a body; nothing here answers it, and it is refused like other methods that are known.
    fileprivate static let query = HTTPRequest.Method("QUERY") ?? .options
}

/// The line that begins a request: method, target and version with one space between each (RFC 9112, section 3).
struct RequestLine: Sendable {
    let method: HTTPRequest.Method
    let target: RequestTarget
    let isHTTP10: Bool

    /// The methods that the server knows (RFC 9110, section 9; RFC 5789; QUERY of the HTTP working group).
    ///
    /// One that a resource does not have is answered with 405 (TRACE always is), any other with 501.
    private static let methods: Set<HTTPRequest.Method> = [
        .get, .head, .post, .put, .patch, .delete, .options, .trace, .query,
    ]

    init(_ line: [UInt8], targetLimit: Int) throws(HTTPError) {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(\.isTokenCharacter), !parts[1].isEmpty else {
            throw HTTPError(
                .badRequest, "The first line is not a method, a target and a version with single spaces between them.",
                closesConnection: true)
        }
        guard parts[1].count <= targetLimit else {
            throw HTTPError(
                .uriTooLong, "The target is longer than \(targetLimit) bytes.", closesConnection: true)
        }
        isHTTP10 = try Self.isHTTP10(parts[2])
        let name = String(decoding: parts[0], as: UTF8.self)
        guard let method = HTTPRequest.Method(name), Self.methods.contains(method) else {
            throw HTTPError(.notImplemented, "The method \(name) is not offered here.", closesConnection: true)
        }
        self.method = method
        target = try RequestTarget(parts[1], method: method)
    }

    private static func isHTTP10(_ version: ArraySlice<UInt8>) throws(HTTPError) -> Bool {
        if version.elementsEqual("HTTP/1.1".utf8) { return false }
        if version.elementsEqual("HTTP/1.0".utf8) { return true }
        let digits = Array(version.dropFirst(5))
        let isVersion = version.starts(with: "HTTP/".utf8) && digits.count == 3 && digits[0].isDigit
        guard isVersion, digits[1] == UInt8(ascii: "."), digits[2].isDigit else {
            throw HTTPError(.badRequest, "The first line does not end in an HTTP version.", closesConnection: true)
        }
        throw HTTPError(
            .httpVersionNotSupported, "This server speaks HTTP/1.1 and HTTP/1.0 only.", closesConnection: true)
    }
}
