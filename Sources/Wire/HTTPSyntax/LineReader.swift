/// Cuts bytes that arrive in pieces into lines that end in CR LF, strictly: neither stands alone.
public struct LineReader: Sendable {
    private var partial: [UInt8] = []

    public init() {}

    /// Bytes of the line that is still without its end.
    public var partialCount: Int { partial.count }

    /// Takes bytes off the input up to the next line's end and hands that line, without its end, to `body`; nil when
    /// the input holds no line's end yet, and is all taken.
    public mutating func read<Value>(
        _ input: inout UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Value
    ) throws(MessageSyntaxError) -> Value? {
        guard let end = input.firstIndex(of: .lineFeed) else {
            partial.append(contentsOf: input)
            input = UnsafeRawBufferPointer(rebasing: input[input.endIndex...])
            return nil
        }
        let line = UnsafeRawBufferPointer(rebasing: input[..<end])
        input = UnsafeRawBufferPointer(rebasing: input[(end + 1)...])
        if partial.isEmpty { return try body(Self.checked(line)) }
        var whole = partial
        whole.append(contentsOf: line)
        partial.removeAll(keepingCapacity: true)
        var result: Result<Value, MessageSyntaxError>?
        whole.withUnsafeBytes { bytes in
            result = Result { () throws(MessageSyntaxError) in try body(Self.checked(bytes)) }
        }
        return try result?.get()
    }

    private static func checked(
        _ line: UnsafeRawBufferPointer
    ) throws(MessageSyntaxError) -> UnsafeRawBufferPointer {
        guard line.last == .carriageReturn else {
            throw MessageSyntaxError(.malformed, "A line ends in LF without CR.")
        }
        let content = UnsafeRawBufferPointer(rebasing: line.dropLast())
        guard !content.contains(.carriageReturn) else {
            throw MessageSyntaxError(.malformed, "A line holds a CR that is not its end.")
        }
        return content
    }
}
