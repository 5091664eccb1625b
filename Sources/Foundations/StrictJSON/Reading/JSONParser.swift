/// A strict JSON parser (RFC 8259) for bodies from outside: linear in the text, bounded in depth and values.
///
/// What is well-formed but unusable (a repeated key, a number beyond double precision, `NaN`) is collected with its
/// pointer; a syntax error ends the parse and names line and column.
public struct JSONParser {
    /// What a text may cost.
    public struct Limits: Hashable, Sendable {
        /// Arrays and objects within each other.
        public var depth: Int
        /// Values in all.
        public var values: Int

        public init(depth: Int = 32, values: Int = 4_000_000) {
            self.depth = depth
            self.values = values
        }
    }

    private enum Step {
        case key(String)
        case index(Int)
    }

    private let limits: Limits
    private let findings: Findings
    private var values = 0
    /// Where the scanner stands; where it stopped, after an error.
    private var path: [Step] = []

    /// Parses a whole text; what is wrong with single values goes to `findings`.
    public static func parse(
        _ text: [UInt8], limits: Limits = Limits(), findings: Findings
    ) throws(InvalidBody) -> JSONValue {
        var parser = JSONParser(limits: limits, findings: findings)
        do throws(JSONError) {
            return try text.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var scanner = try JSONScanner(UnsafeRawBufferPointer(bytes), depthLimit: limits.depth)
                let value = try parser.value(&scanner)
                try scanner.end()
                return value
            }
        } catch {
            throw parser.invalid(error, in: text)
        }
    }

    private init(limits: Limits, findings: Findings) {
        self.limits = limits
        self.findings = findings
    }

    private func invalid(_ error: JSONError, in text: [UInt8]) -> InvalidBody {
        let before = text.prefix(error.offset)
        let line = before.count { $0 == 0x0A } + 1
        let column = before.reversed().prefix { $0 != 0x0A }.count + 1
        let detail = "line \(line), column \(column): \(error.message)"
        return InvalidBody(isJSON: false, errors: [FieldError(pointer: pointer, detail: detail)])
    }

    private var pointer: JSONPointer {
        path.reduce(.root) { pointer, step in
            switch step {
            case .key(let key): pointer.appending(key)
            case .index(let index): pointer.appending(index)
            }
        }
    }

    private mutating func value(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        values += 1
        if values > limits.values { throw scanner.error("more than \(limits.values) values") }
        scanner.skipWhitespace()
        switch scanner.next {
        case UInt8(ascii: "{"): return try object(&scanner)
        case UInt8(ascii: "["): return try array(&scanner)
        case UInt8(ascii: "\""): return .string(try scanner.string())
        case UInt8(ascii: "t"):
            try scanner.keyword("true")
            return .boolean(true)
        case UInt8(ascii: "f"):
            try scanner.keyword("false")
            return .boolean(false)
        case UInt8(ascii: "n"):
            try scanner.keyword("null")
            return .null
        default: return try number(&scanner)
        }
    }

    private mutating func array(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        try scanner.array { (scanner) throws(JSONError) in
            path.append(.index(elements.count))
            elements.append(try value(&scanner))
            path.removeLast()
        }
        return .array(elements)
    }

    /// Keys are equal as `String` has it, canonically, for so maps by name are read.
    private mutating func object(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        try scanner.members { (scanner, bytes, _) throws(JSONError) in
            let key = String(decoding: bytes, as: UTF8.self)
            path.append(.key(key))
            let member = JSONValue.Member(key: bytes, value: try value(&scanner))
            if keys.insert(key).inserted {
                members.append(member)
            } else {
                findings.add(pointer, "the key stands twice in its object; expected once")
            }
            path.removeLast()
        }
        return .object(members)
    }

    /// A number, or one of the literals that others write for what JSON cannot hold.
    private func number(_ scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
        for literal: StaticString in ["NaN", "Infinity", "-Infinity", "-NaN"]
        where scanner.take(literal) {
            findings.add(pointer, "\(literal) is not a JSON number; expected a finite number")
            return .number(0)
        }
        let lexeme = try scanner.number()
        guard Int64(lexeme) != nil || Double(lexeme)?.isFinite == true else {
            findings.add(
                pointer, "\(lexeme.prefix(40)) is beyond double precision; expected a finite number")
            return .number(0)
        }
        return .number(lexeme)
    }
}
