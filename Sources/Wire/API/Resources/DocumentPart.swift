public import Mixtures
import Statistics
public import StrictJSON

extension DocumentPart: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let seed = fields.required(
            "seed", as: Int.self, check: .within(0...(1 << 53) - 1),
            "of the order of documents, which is stratified by domain")
        let from = fields.required(
            "from", as: Int.self, check: .within(0...1 << 40), "the first place of that order")
        let to = fields.required(
            "to", as: Int.self, check: .within(1...1 << 40),
            "the place after the last; above `from`, at most the set's documents")
        let split = fields.optional(
            "split", as: PartSplit.self,
            "the selecting documents of this split come first, then the reporting ones")?
            .rule
        let streams = fields.optional(
            "streams", as: StreamVersion.self, else: .first,
            "what the order is drawn from: 2 is independent of a split of the same seed, 1 is not")
        guard let seed, let from, let to else { return nil }
        guard from < to else {
            fields.refuse("to", "is \(to); expected more than from, \(from)")
            return nil
        }
        self.init(seed: UInt64(seed), from: from, to: to, split: split, streams: streams)
    }
}

/// The split of a part, whose seed must be named.
private struct PartSplit: JSONObjectReadable {
    let rule: SplitRule

    init?(reading fields: ObjectReader) {
        let seed = fields.required("seed", as: Int.self, check: .within(0...(1 << 53) - 1))
        let share = fields.optional(
            "reporting_share", as: Double.self, else: 0.5, check: .within(0.01...0.99))
        guard let seed else { return nil }
        rule = SplitRule(seed: UInt64(seed), reportingShare: share)
    }
}

extension StreamVersion: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        JSONSchema(["type": "integer", "enum": .array(allCases.map { .number($0.rawValue) })])
    }

    public var written: JSONValue? { .number(rawValue) }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let number = Int.read(value, at: pointer, findings: findings) else { return nil }
        if let version = Self(rawValue: number) { return version }
        let known = allCases.map { String($0.rawValue) }.joined(separator: " or ")
        findings.add(pointer, "is \(number); expected \(known)")
        return nil
    }
}

extension PartSplit: SchemaNamed {
    fileprivate static var schemaName: String { "DocumentPartSplit" }
}
