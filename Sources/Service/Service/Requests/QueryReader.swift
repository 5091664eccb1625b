import API
import HTTPServer
import Storage
import StrictJSON

/// Reads a query strictly: unknown, repeated and malformed parameters are errors, all told at once.
struct QueryReader {
    private let query: RequestQuery
    private var known: Set<String> = []
    private var errors: [FieldError] = []

    init(_ query: RequestQuery) {
        self.query = query
    }

    mutating func text(_ name: String) -> String? {
        known.insert(name)
        let values = query.values(of: name)
        if values.count > 1 { refuse(name, "stands \(values.count) times; expected once") }
        return values.first
    }

    /// Says that a parameter is missing, unless what it holds was refused already.
    mutating func require(_ name: String) {
        if query.values(of: name).isEmpty { refuse(name, "is missing") }
    }

    /// A value that `parse` understands.
    mutating func value<Value>(_ name: String, expected: String, _ parse: (String) -> Value?) -> Value? {
        guard let text = text(name) else { return nil }
        if let value = parse(text) { return value }
        refuse(name, "is \"\(text.prefix(80))\"; expected \(expected)")
        return nil
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ name: String, as type: Word.Type = Word.self) -> Word?
    where Word.RawValue == String {
        value(name, expected: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", ")) {
            Word(rawValue: $0)
        }
    }

    /// `true` or `false`, the latter when missing.
    mutating func flag(_ name: String) -> Bool {
        value(name, expected: "true or false") { Bool($0) } ?? false
    }

    mutating func moment(_ name: String) -> Storage.Timestamp? {
        value(name, expected: "an RFC 3339 time") { Storage.Timestamp(rfc3339: $0) }
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        value(name, expected: "an integer from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A duration as `30s`, `500ms`, `2m` or bare seconds.
    mutating func seconds(_ name: String) -> Double? {
        value(name, expected: "a duration such as 30s") { WaitPreference.seconds($0) }
    }

    /// Which page of a list: `cursor`, `limit` (1 to 1000, 100 when missing) and `order_by`.
    mutating func page(of kind: Identifier.Kind) -> PageRequest {
        let after = value("cursor", expected: "the `next` of the page before") { try? Identifier($0, of: kind) }
        let limit = value("limit", expected: "an integer from 1 to 1000") { text in
            Int(text).flatMap { (1...1_000).contains($0) ? $0 : nil }
        }
        let order = value("order_by", expected: "created_at or -created_at") { text -> PageRequest.Order? in
            switch text {
            case "created_at": .oldestFirst
            case "-created_at": .newestFirst
            default: nil
            }
        }
        return PageRequest(after: after, limit: limit ?? 100, order: order ?? .newestFirst)
    }

    /// Throws everything that was found, unknown parameters too.
    mutating func finish() throws {
        let unknown = Set(query.items.map(\.name)).subtracting(known)
        for name in unknown.sorted() {
            refuse(name, "is unknown; known here: " + (known.isEmpty ? "none" : known.sorted().joined(separator: ", ")))
        }
        guard errors.isEmpty else { throw Problem(.invalidQuery, errors: errors) }
    }

    private mutating func refuse(_ name: String, _ detail: String) {
        errors.append(FieldError(pointer: .root, detail: "query parameter \(name) \(detail)"))
    }
}
