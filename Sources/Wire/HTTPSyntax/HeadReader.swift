public import HTTPTypes

/// Reads the head of a message: the line that begins it, and its fields.
public struct HeadReader: Sendable {
    public enum Event: Sendable {
        /// The line that begins the message, told of before its fields are read.
        case startLine([UInt8])
        /// The fields; the head is whole, and the reader ready for the next.
        case fields(HTTPFields)
    }

    private let headLimit: Int
    private let startLineLimit: Int
    private var lines = LineReader()
    private var hasStartLine = false
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

    /// Takes bytes off the input until it can tell of something; nil when it needs more.
    ///
    /// One empty line before the message is skipped, as RFC 9112, section 2.2 asks.
    public mutating func read(_ input: inout UnsafeRawBufferPointer) throws(MessageSyntaxError) -> Event? {
        while !input.isEmpty {
            let before = input.count
            let line = try lines.read(&input) { line throws(MessageSyntaxError) -> Line in
                if !hasStartLine { return line.isEmpty ? .empty : .start(Array(line)) }
                return line.isEmpty ? .empty : .field(try FieldLine.parse(line))
            }
            taken += before - input.count
            try checkLimits(line)
            guard let line else { return nil }
            if let event = try take(line) { return event }
        }
        return nil
    }

    private enum Line {
        case start([UInt8])
        case field(HTTPField)
        case empty
    }

    private mutating func take(_ line: Line) throws(MessageSyntaxError) -> Event? {
        switch line {
        case .start(let bytes):
            hasStartLine = true
            return .startLine(bytes)
        case .field(let field):
            guard fields.count < Self.fieldLimit else {
                throw MessageSyntaxError(.fieldsTooLarge, "A message has at most \(Self.fieldLimit) fields.")
            }
            fields.append(field)
        case .empty:
            guard hasStartLine else {
                guard !hasSkippedEmptyLine else {
                    throw MessageSyntaxError(.malformed, "More than one empty line stands before the message.")
                }
                hasSkippedEmptyLine = true
                taken = 0
                return nil
            }
            let fields = fields
            self = HeadReader(headLimit: headLimit, startLineLimit: startLineLimit)
            return .fields(fields)
        }
        return nil
    }

    private func checkLimits(_ line: Line?) throws(MessageSyntaxError) {
        let startLength =
            if case .start(let bytes) = line { bytes.count } else if !hasStartLine { lines.partialCount } else { 0 }
        guard startLength <= startLineLimit else {
            throw MessageSyntaxError(.startLineTooLong, "The first line is longer than \(startLineLimit) bytes.")
        }
        guard taken <= headLimit else {
            throw MessageSyntaxError(.fieldsTooLarge, "The head is longer than \(headLimit) bytes.")
        }
    }
}
