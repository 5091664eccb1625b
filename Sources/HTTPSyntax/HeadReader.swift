public import HTTPTypes

/// Reads the head of a message: the line that begins it, and its fields.
public struct HeadReader: Sendable {
    /// A head that has been read whole.
    public struct Head: Sendable {
        public var startLine: [UInt8]
        public var fields: HTTPFields
    }

    private let headLimit: Int
    private let startLineLimit: Int
    private var lines = LineReader()
    private var startLine: [UInt8]?
    private var fields = HTTPFields()
    private var taken = 0
    private var hasSkippedEmptyLine = false

    /// A message has at most so many fields.
    static let fieldLimit = 256

    public init(headLimit: Int, startLineLimit: Int) {
        self.headLimit = headLimit
        self.startLineLimit = startLineLimit
    }

    /// Whether no byte of a head has arrived.
    public var isEmpty: Bool { taken == 0 }

    /// The line that begins the message, as far as it has arrived.
    public var partialStartLine: [UInt8] { startLine ?? lines.partialLine }

    /// Takes bytes off the input; gives the head once it is whole, and is then ready for the next.
    ///
    /// One empty line before the message is skipped, as RFC 9112, section 2.2 asks.
    public mutating func read(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Head? {
        while !input.isEmpty {
            let before = input.count
            let line = try lines.read(&input) { line throws(MessageSyntaxError) -> Line in
                if startLine == nil { return line.isEmpty ? .empty : .start(Array(line)) }
                return line.isEmpty ? .empty : .field(try FieldLine.parse(line))
            }
            taken += before - input.count
            try checkLimits(line)
            guard let line else { return nil }
            if let head = try take(line) { return head }
        }
        return nil
    }

    private enum Line {
        case start([UInt8])
        case field(HTTPField)
        case empty
    }

    private mutating func take(_ line: Line) throws(MessageSyntaxError) -> Head? {
        switch line {
        case .start(let bytes):
            startLine = bytes
        case .field(let field):
            guard fields.count < Self.fieldLimit else {
                throw MessageSyntaxError(.fieldsTooLarge, "A message has at most \(Self.fieldLimit) fields.")
            }
            fields.append(field)
        case .empty:
            guard let start = startLine else {
                guard !hasSkippedEmptyLine else {
                    throw MessageSyntaxError(.malformed, "More than one empty line stands before the message.")
                }
                hasSkippedEmptyLine = true
                taken = 0
                return nil
            }
            let head = Head(startLine: start, fields: fields)
            self = HeadReader(headLimit: headLimit, startLineLimit: startLineLimit)
            return head
        }
        return nil
    }

    private func checkLimits(_ line: Line?) throws(MessageSyntaxError) {
        let startLength =
            if case .start(let bytes) = line { bytes.count } else if startLine == nil { lines.partialCount } else { 0 }
        guard startLength <= startLineLimit else {
            throw MessageSyntaxError(.startLineTooLong, "The first line is longer than \(startLineLimit) bytes.")
        }
        guard taken <= headLimit else {
            throw MessageSyntaxError(.fieldsTooLarge, "The head is longer than \(headLimit) bytes.")
        }
    }
}
