import API
import Foundation
import HTTPTypes
import StrictJSON
import Testing

@testable import Service

/// Holds JSON against schemas, as far as the document uses JSON Schema.
struct SchemaValidator {
    let schemas: [String: JSONSchema]

    /// What of a value a schema does not allow.
    func faults(in value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        let keywords = schema.dictionary ?? [:]
        if let name = keywords["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            guard let schema = schemas[name] else { return ["\(place): there is no schema \(name)"] }
            return faults(in: value, schema.json, at: place)
        }
        var faults = type(of: value, keywords, place) + numbers(value, keywords, place) + texts(value, keywords, place)
        faults += list(value, keywords, place) + object(value, keywords, place)
        if let choices = keywords["oneOf"]?.elements {
            let tried = choices.map { self.faults(in: value, $0, at: place) }
            if tried.count(where: \.isEmpty) != 1 {
                faults.append("\(place): fits \(tried.count(where: \.isEmpty)) of \(choices.count) choices: \(tried)")
            }
        }
        if let words = keywords["enum"]?.elements, !words.contains(value) {
            faults.append("\(place): is no known word")
        }
        return faults
    }

    private func type(of value: JSONValue, _ keywords: [String: JSONValue], _ place: String) -> [String] {
        guard let expected = keywords["type"]?.text else { return [] }
        let fits =
            switch value {
            case .null: expected == "null"
            case .boolean: expected == "boolean"
            case .number(let lexeme): expected == "number" || expected == "integer" && Int(lexeme) != nil
            case .string: expected == "string"
            case .array: expected == "array"
            case .object: expected == "object"
            }
        return fits ? [] : ["\(place): is \(value.kind); expected \(expected)"]
    }

    private func numbers(_ value: JSONValue, _ keywords: [String: JSONValue], _ place: String) -> [String] {
        guard case .number(let lexeme) = value, let number = Double(lexeme) else { return [] }
        func bound(_ keyword: String) -> Double? {
            guard case .number(let lexeme)? = keywords[keyword] else { return nil }
            return Double(lexeme)
        }
        let fits =
            bound("minimum").map { number >= $0 } ?? true && bound("maximum").map { number <= $0 } ?? true
            && bound("exclusiveMinimum").map { number > $0 } ?? true
            && bound("exclusiveMaximum").map { number < $0 } ?? true
        return fits ? [] : ["\(place): \(lexeme) is out of range"]
    }

    private func texts(_ value: JSONValue, _ keywords: [String: JSONValue], _ place: String) -> [String] {
        guard let text = value.text else { return [] }
        var faults = size(text.unicodeScalars.count, keywords, "Length", place)
        if let pattern = keywords["pattern"]?.text, text.range(of: pattern, options: .regularExpression) == nil {
            faults.append("\(place): \"\(text)\" does not match \(pattern)")
        }
        return faults
    }

    /// Looks at the first items of a long list.
    private func list(_ value: JSONValue, _ keywords: [String: JSONValue], _ place: String) -> [String] {
        guard let elements = value.elements else { return [] }
        let items = keywords["items"] ?? .object([:])
        return size(elements.count, keywords, "Items", place)
            + elements.prefix(20).enumerated().flatMap { faults(in: $1, items, at: "\(place)/\($0)") }
    }

    private func object(_ value: JSONValue, _ keywords: [String: JSONValue], _ place: String) -> [String] {
        guard let members = value.dictionary else { return [] }
        let properties = keywords["properties"]?.dictionary ?? [:]
        var faults = size(members.count, keywords, "Properties", place)
        for name in (keywords["required"]?.elements ?? []).compactMap(\.text) where members[name] == nil {
            faults.append("\(place): \(name) is missing")
        }
        for (name, member) in members {
            let place = "\(place)/\(name)"
            if let schema = properties[name] ?? keywords["additionalProperties"] {
                faults += schema == false ? ["\(place): is unknown"] : self.faults(in: member, schema, at: place)
            }
        }
        return faults
    }

    private func size(_ count: Int, _ keywords: [String: JSONValue], _ what: String, _ place: String) -> [String] {
        let least = keywords["min\(what)"]?.integer ?? 0
        let most = keywords["max\(what)"]?.integer ?? Int.max
        return (least...most).contains(count) ? [] : ["\(place): has \(count); expected \(least) to \(most)"]
    }
}

/// A request and its answer, held against what the document says of their operation.
struct DescribedExchange {
    private let method: HTTPRequest.Method
    private let path: String
    private let body: [UInt8]?
    private let reply: ServiceBench.Reply

    init(_ method: HTTPRequest.Method, _ target: String, body: [UInt8]?, _ reply: ServiceBench.Reply) {
        self.method = method
        path = String(target.prefix { $0 != "?" })
        self.body = body
        self.reply = reply
    }

    /// Records an issue where a body that was accepted, or the answer, is not as it is described.
    func check() {
        guard (200..<300).contains(reply.status), let operation else { return }
        switch operation.body {
        case .json(let name), .optionalJSON(let name): check(body ?? [], name, "the body of \(operation.id)")
        case .none, .bytes: break
        }
        guard reply.fields[.contentType] == "application/json" else { return }
        let outcome = operation.outcomes.first { $0.status == reply.status }
        guard case .json(let name)? = outcome?.content else { return }
        check(reply.bytes, name, "the answer \(reply.status) of \(operation.id)")
    }

    private var operation: Service.Operation? {
        Service.Operation.all.first { operation in
            guard operation.method == method else { return false }
            let pattern = operation.path.replacing(/\{[^}]*\}/, with: "[^/:]+")
            return path.range(of: "^\(pattern)$", options: .regularExpression) != nil
        }
    }

    private func check(_ bytes: [UInt8], _ schema: String, _ what: String) {
        guard !bytes.isEmpty, bytes.count < 1 << 20,
            let value = try? JSONParser.parse(bytes, findings: Findings())
        else { return }
        let validator = SchemaValidator(schemas: OpenAPIDocument.schemas)
        let faults = validator.faults(in: value, JSONSchema.reference(schema).json)
        if !faults.isEmpty { Issue.record("\(what): \(faults.prefix(5).joined(separator: "; "))") }
    }
}
