import HTTPTypes

/// Reads a chunked body (RFC 9112, section 7.1), strictly and within bounds; extensions and trailers are checked and
/// dropped.
public struct ChunkedReader: Sendable {
    public enum Event: Sendable {
        case data([UInt8])
        case end
    }

    private enum State: Sendable {
        case size
        case data(remaining: Int64)
        case dataEnd(sawReturn: Bool)
        case trailers
        case ended
    }

    private var state = State.size
    private var lines = LineReader()
    private var extensionBytes = 0
    private var trailerBytes = 0

    /// A chunk's line, extensions included.
    static let sizeLineLimit = 1024
    /// Extensions of all chunks together, lest tiny chunks carry large ones for ever.
    static let extensionLimit = 16 * 1024
    static let trailerLimit = 8 * 1024
    /// Fields that say how the message is framed, routed or authorised may not come after it (RFC 9110, section 6.5.1).
    private static let forbiddenTrailers: Set<String> = [
        "transfer-encoding", "content-length", "host", "content-encoding", "content-type", "content-range", "trailer",
        "authorization", "connection", "expect", "range", "te", "upgrade",
    ]

    public init() {}

    /// Takes bytes off the input until it can tell of something; nil when it needs more.
    public mutating func read(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Event? {
        while true {
            switch state {
            case .size:
                guard !input.isEmpty, try readSize(&input) else { return nil }
            case .data(let remaining):
                guard !input.isEmpty else { return nil }
                let count = Int(min(remaining, Int64(input.count)))
                let data = Array(input[..<count])
                input = UnsafeRawBufferPointer(rebasing: input[count...])
                state = remaining == count ? .dataEnd(sawReturn: false) : .data(remaining: remaining - Int64(count))
                return .data(data)
            case .dataEnd(let sawReturn):
                guard let byte = input.first else { return nil }
                guard byte == (sawReturn ? .lineFeed : .carriageReturn) else {
                    throw MessageSyntaxError(.malformed, "A chunk is longer than its size says.")
                }
                input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
                state = sawReturn ? .size : .dataEnd(sawReturn: true)
            case .trailers:
                guard !input.isEmpty, try readTrailer(&input) else { return nil }
            case .ended:
                return .end
            }
        }
    }

    private mutating func readSize(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Bool {
        let line = try lines.read(&input) { line throws(MessageSyntaxError) in
            (try ChunkSize.parse(line), line.count)
        }
        guard lines.partialCount <= Self.sizeLineLimit, (line?.1 ?? 0) <= Self.sizeLineLimit else {
            throw MessageSyntaxError(.malformed, "A chunk's size line is longer than \(Self.sizeLineLimit) bytes.")
        }
        guard let (size, _) = line else { return false }
        extensionBytes += size.extensionBytes
        guard extensionBytes <= Self.extensionLimit else {
            throw MessageSyntaxError(.malformed, "The chunk extensions are longer than \(Self.extensionLimit) bytes.")
        }
        state = size.bytes == 0 ? .trailers : .data(remaining: size.bytes)
        return true
    }

    private mutating func readTrailer(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Bool {
        let before = input.count
        let isEnd = try lines.read(&input) { line throws(MessageSyntaxError) -> Bool in
            if line.isEmpty { return true }
            let field = try FieldLine.parse(line)
            guard !Self.forbiddenTrailers.contains(field.name.canonicalName) else {
                throw MessageSyntaxError(.malformed, "\(field.name) may not stand in the trailer.")
            }
            return false
        }
        trailerBytes += before - input.count
        guard trailerBytes <= Self.trailerLimit else {
            throw MessageSyntaxError(.fieldsTooLarge, "The trailer is longer than \(Self.trailerLimit) bytes.")
        }
        guard let isEnd else { return false }
        if isEnd { state = .ended }
        return true
    }
}

/// The line before a chunk: a hexadecimal size and extensions.
enum ChunkSize {
    /// Eight exbibytes are enough: fifteen digits cannot overflow.
    private static let digitLimit = 15

    static func parse(
        _ line: UnsafeRawBufferPointer
    ) throws(MessageSyntaxError) -> (bytes: Int64, extensionBytes: Int) {
        let digits = line.prefix { $0.hexadecimalValue != nil }
        guard !digits.isEmpty, digits.count <= digitLimit else {
            throw MessageSyntaxError(.malformed, "A chunk's size is not 1 to \(digitLimit) hexadecimal digits.")
        }
        let rest = line[digits.endIndex...]
        guard areExtensions(rest) else {
            throw MessageSyntaxError(.malformed, "A chunk's size is followed by something that is no extension.")
        }
        let bytes = digits.reduce(Int64(0)) { $0 << 4 | Int64($1.hexadecimalValue ?? 0) }
        return (bytes, rest.count)
    }

    /// `*( ";" token [ "=" ( token / quoted-string ) ] )`, without the spaces that the grammar tolerates from old
    /// senders.
    private static func areExtensions(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        var rest = bytes
        while let first = rest.first {
            guard first == UInt8(ascii: ";") else { return false }
            rest = rest.dropFirst()
            let name = rest.prefix(while: \.isTokenCharacter)
            guard !name.isEmpty else { return false }
            rest = rest[name.endIndex...]
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            guard let afterValue = value(rest) else { return false }
            rest = afterValue
        }
        return true
    }

    /// What follows a token or quoted string; nil when there is neither.
    private static func value(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer>? {
        guard bytes.first == UInt8(ascii: "\"") else {
            let token = bytes.prefix(while: \.isTokenCharacter)
            return token.isEmpty ? nil : bytes[token.endIndex...]
        }
        var index = bytes.startIndex + 1
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""): return bytes[(index + 1)...]
            case UInt8(ascii: "\\"): index += 1
            default: break
            }
            guard index < bytes.endIndex, bytes[index].isFieldCharacter else { return nil }
            index += 1
        }
        return nil
    }
}
