import HTTPSyntax
import HTTPTypes

/// Reads responses out of bytes that arrive in pieces (RFC 9112).
///
/// A pure value: bytes in, events out.
struct ResponseParser: Sendable {
    enum Event: Sendable {
        case head(HTTPResponse, keepsConnection: Bool)
        case body([UInt8])
        case end
    }

    private enum State: Sendable {
        case head(HeadReader)
        case body(BodyReader)
    }

    private let method: HTTPRequest.Method
    private var state: State
    private var status = (minorVersion: 1, status: HTTPResponse.Status.ok)

    /// - Parameter method: that of the request, for a response to `HEAD` has no body.
    init(method: HTTPRequest.Method) {
        self.method = method
        state = .head(Self.newHead())
    }

    private static func newHead() -> HeadReader { HeadReader(headLimit: 64 * 1024, startLineLimit: 8 * 1024) }

    /// Takes bytes off the input until it can tell of something; nil when it needs more, or the response is complete.
    mutating func parse(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Event? {
        while true {
            switch state {
            case .head(var reader):
                let event = try reader.read(&input)
                state = .head(reader)
                switch event {
                case nil: return nil
                case .startLine(let line): status = try Self.statusLine(line)
                case .fields(let fields):
                    if let event = try begin(fields) { return event }
                }
            case .body(var body):
                let event = try body.read(&input)
                state = .body(body)
                switch event {
                case nil: return nil
                case .data(let bytes): return .body(bytes)
                case .end: return .end
                }
            }
        }
    }

    /// The connection has ended: the last event, where that is a proper end.
    mutating func finish() -> Event? {
        guard case .body(var body) = state, case .end? = body.finish() else { return nil }
        state = .body(body)
        return .end
    }

    /// Nil for an interim response, which is dropped.
    private mutating func begin(_ fields: HTTPFields) throws(MessageSyntaxError) -> Event? {
        let (minorVersion, status) = status
        guard status.code != 101 else { throw MessageSyntaxError(.malformed, "The server changes protocols unasked.") }
        if status.kind == .informational {
            state = .head(Self.newHead())
            return nil
        }
        let framing = try Framing.parse(fields) ?? .untilClose
        let isEmpty = method == .head || status.code == 204 || status.code == 304
        state = .body(BodyReader(isEmpty ? .none : framing))
        let options = FieldLine.members(of: .connection, in: fields)
        var keeps = minorVersion == 1 ? !options.contains("close") : options.contains("keep-alive")
        if !isEmpty, framing == .untilClose { keeps = false }
        return .head(HTTPResponse(status: status, headerFields: fields), keepsConnection: keeps)
    }

    /// Reads `HTTP/1.x SP 3DIGIT SP [ reason ]`.
    private static func statusLine(_ line: [UInt8]) throws(MessageSyntaxError) -> (Int, HTTPResponse.Status) {
        let text = line.prefix(13)
        guard text.count >= 12, text.prefix(7).elementsEqual("HTTP/1.".utf8),
            text[7] == UInt8(ascii: "0") || text[7] == UInt8(ascii: "1"), text[8] == UInt8(ascii: " "),
            text[9...11].allSatisfy(\.isDigit), line.count == 12 || line[12] == UInt8(ascii: " "),
            let code = Int(String(decoding: text[9...11], as: UTF8.self)), code >= 100,
            line.dropFirst(13).allSatisfy(\.isFieldCharacter)
        else {
            let shown = String(decoding: line.prefix(80), as: UTF8.self)
            throw MessageSyntaxError(.malformed, "The status line \"\(shown)\" is not HTTP/1.1.")
        }
        return (text[7] == UInt8(ascii: "1") ? 1 : 0, HTTPResponse.Status(code: code))
    }
}
