/// One event of an event stream (WHATWG HTML, "Server-sent events").
public struct ServerSentEvent: Hashable, Sendable {
    /// What a client sends back as `Last-Event-ID`.
    public var id: String?
    /// The event's type; nil is `message`.
    public var name: String?
    public var data: String

    public init(id: String? = nil, name: String? = nil, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }

    /// A comment that keeps the connection from looking dead.
    static let ping = Array(": ping\n\n".utf8)

    /// The event's lines, with the empty line that ends it.
    ///
    /// Line ends within `id` and `name` cannot be sent and become spaces; each line of `data` has a field of its own.
    var encoded: [UInt8] {
        var text = ""
        if let id { text += "id: \(Self.oneLine(id))\n" }
        if let name { text += "event: \(Self.oneLine(name))\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
            text += "data: \(line)\n"
        }
        return Array((text + "\n").utf8)
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isLineEnd || $0 == "\0" ? " " : $0 })
    }
}

extension Character {
    /// The line ends of an event stream; `Character` counts CR LF as one.
    fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}
