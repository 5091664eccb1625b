/// One message of an event stream, as it was received.
public struct EventStreamMessage: Hashable, Sendable {
    /// The last id that the stream has given, for `Last-Event-ID`; empty before any.
    public var id: String
    /// The event's type; `message` when the stream does not say.
    public var name: String
    public var data: String

    public init(id: String, name: String, data: String) {
        self.id = id
        self.name = name
        self.data = data
    }
}

/// Reads server-sent events out of bytes that arrive in pieces (WHATWG HTML, "Interpreting an event stream").
public struct EventStreamParser: Sendable {
    private var line: [UInt8] = []
    private var endedInReturn = false
    private var isFirstLine = true
    private var id = ""
    private var name = ""
    private var data: String?

    public init() {}

    /// The messages that these bytes complete.
    public mutating func parse(_ bytes: [UInt8]) -> [EventStreamMessage] {
        var messages: [EventStreamMessage] = []
        for byte in bytes {
            defer { endedInReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            // CR LF is one line end.
            case UInt8(ascii: "\n") where endedInReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let message = endLine() { messages.append(message) }
                line.removeAll(keepingCapacity: true)
            default: line.append(byte)
            }
        }
        return messages
    }

    private mutating func endLine() -> EventStreamMessage? {
        var bytes = line[...]
        if isFirstLine, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        isFirstLine = false
        guard !bytes.isEmpty else { return dispatch() }
        let name = bytes.prefix { $0 != UInt8(ascii: ":") }
        var value = bytes[name.endIndex...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let text = String(decoding: value, as: UTF8.self)
        switch String(decoding: name, as: UTF8.self) {
        case "event": self.name = text
        case "data": data = data.map { $0 + "\n" + text } ?? text
        case "id" where !value.contains(0): id = text
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> EventStreamMessage? {
        defer {
            name = ""
            data = nil
        }
        return data.map { EventStreamMessage(id: id, name: name.isEmpty ? "message" : name, data: $0) }
    }
}
