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

    enum Step {
        case key(String)
        case index(Int)
    }

    struct SyntaxError: Error {
        let offset: Int
        let message: String
    }

    let bytes: UnsafeBufferPointer<UInt8>
    let limits: Limits
    let findings: Findings
    var position = 0
    var depth = 0
    var values = 0
    var path: [Step] = []

    /// Parses a whole text; what is wrong with single values goes to `findings`.
    public static func parse(
        _ text: [UInt8], limits: Limits = Limits(), findings: Findings
    ) throws(InvalidBody) -> JSONValue {
        let outcome: Result<JSONValue, InvalidBody> = text.withUnsafeBufferPointer { bytes in
            var parser = JSONParser(bytes: bytes, limits: limits, findings: findings)
            do {
                return .success(try parser.text())
            } catch let error as SyntaxError {
                return .failure(parser.invalid(error))
            } catch {
                return .failure(InvalidBody(isJSON: false, errors: findings.errors))
            }
        }
        return try outcome.get()
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: Limits, findings: Findings) {
        self.bytes = bytes
        self.limits = limits
        self.findings = findings
    }

    private func invalid(_ error: SyntaxError) -> InvalidBody {
        let before = bytes[..<min(error.offset, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.reversed().prefix { $0 != 0x0A }.count + 1
        let detail = "line \(line), column \(column): \(error.message)"
        return InvalidBody(isJSON: false, errors: [FieldError(pointer: pointer, detail: detail)])
    }

    /// Where the parser stands.
    var pointer: JSONPointer {
        path.reduce(.root) { pointer, step in
            switch step {
            case .key(let key): pointer.appending(key)
            case .index(let index): pointer.appending(index)
            }
        }
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    func failure(_ message: String) -> SyntaxError { SyntaxError(offset: position, message: message) }

    mutating func skipWhitespace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func text() throws -> JSONValue {
        skipWhitespace()
        if current == nil { throw failure("the text is empty; expected a JSON value") }
        let value = try value()
        skipWhitespace()
        if current != nil { throw failure("something follows the JSON value; expected the end of the text") }
        return value
    }

    private mutating func value() throws -> JSONValue {
        values += 1
        if values > limits.values { throw failure("more than \(limits.values) values") }
        switch current {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take("true"): return .bool(true)
        case UInt8(ascii: "f") where take("false"): return .bool(false)
        case UInt8(ascii: "n") where take("null"): return .null
        case .none: throw failure("the text ends within a value")
        default: return try number()
        }
    }

    /// Takes a literal if it stands here.
    mutating func take(_ literal: StaticString) -> Bool {
        guard position + literal.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<literal.utf8CodeUnitCount where bytes[position + index] != literal.utf8Start[index] {
            return false
        }
        position += literal.utf8CodeUnitCount
        return true
    }

    private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
        depth += 1
        if depth > limits.depth { throw failure("nested deeper than \(limits.depth) levels") }
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws -> JSONValue {
        var elements: [JSONValue] = []
        skipWhitespace()
        if take("]") { return .array([]) }
        while true {
            path.append(.index(elements.count))
            skipWhitespace()
            elements.append(try value())
            path.removeLast()
            skipWhitespace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw failure("expected ',' or ']' in an array") }
        }
    }

    private mutating func object() throws -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if take("}") { return .object([:]) }
        while true {
            skipWhitespace()
            guard current == UInt8(ascii: "\"") else { throw failure("expected a key in quotes") }
            let key = try string()
            skipWhitespace()
            path.append(.key(key))
            guard take(":") else { throw failure("expected ':' after a key") }
            skipWhitespace()
            if members.updateValue(try value(), forKey: key) != nil {
                findings.add(pointer, "the key stands twice in its object; expected once")
            }
            path.removeLast()
            skipWhitespace()
            if take("}") { return .object(members) }
            guard take(",") else { throw failure("expected ',' or '}' in an object") }
        }
    }
}
