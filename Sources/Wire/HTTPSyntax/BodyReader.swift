/// Reads a message's body out of bytes that arrive in pieces, as its head frames it (RFC 9112, section 6).
///
/// A pure value: bytes in, events out.
public struct BodyReader: Sendable {
    /// What is read: pieces of the body in order, none of them empty, and its end.
    public typealias Event = ChunkedReader.Event

    private enum State: Sendable {
        case length(Int64)
        case chunked(ChunkedReader)
        case untilClose
        case ended
    }

    private var state: State

    /// Stands before the body's first byte.
    public init(_ framing: Framing) {
        switch framing {
        case .none: state = .length(0)
        case .length(let bytes): state = .length(bytes)
        case .chunked: state = .chunked(ChunkedReader())
        case .untilClose: state = .untilClose
        }
    }

    /// The bytes that are still to come, where the head says how many.
    public var remaining: Int64? {
        if case .length(let remaining) = state { remaining } else { nil }
    }

    /// Takes bytes off the input until it can tell of something; nil when it needs more, or the body has ended.
    public mutating func read(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Event? {
        switch state {
        case .length(0):
            state = .ended
            return .end
        case .length(let remaining):
            guard !input.isEmpty else { return nil }
            let count = Int(min(remaining, Int64(input.count)))
            state = .length(remaining - Int64(count))
            return .data(Self.removeFirst(count, of: &input))
        case .chunked(var reader):
            let event = try reader.read(&input)
            state = if case .end? = event { .ended } else { .chunked(reader) }
            return event
        case .untilClose: return input.isEmpty ? nil : .data(Self.removeFirst(input.count, of: &input))
        case .ended: return nil
        }
    }

    /// The connection has ended: the end of the body, where that is a proper one.
    public mutating func finish() -> Event? {
        guard case .untilClose = state else { return nil }
        state = .ended
        return .end
    }

    private static func removeFirst(_ count: Int, of input: inout UnsafeRawBufferPointer) -> [UInt8] {
        let bytes = Array(input[..<count])
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        return bytes
    }
}
