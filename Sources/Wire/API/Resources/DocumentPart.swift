public import Mixtures
import Statistics
public import StrictJSON

extension DocumentPart: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let seed = fields.required("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1))
        let from = fields.required("from", as: Int.self, check: Check.within(0...1 << 40))
        let to = fields.required("to", as: Int.self, check: Check.within(1...1 << 40))
        let split = fields.optional("split", as: PartSplit.self)?.rule
        let streams = fields.optional("streams", as: StreamVersion.self) ?? .first
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
        let seed = fields.required("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1))
        let share = fields.optional("reporting_share", as: Double.self, check: Check.within(0.01...0.99)) ?? 0.5
        guard let seed else { return nil }
        rule = SplitRule(seed: UInt64(seed), reportingShare: share)
    }
}

extension StreamVersion: JSONReadable {
    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let number = Int.read(value, at: pointer, findings: findings) else { return nil }
        if let version = Self(rawValue: number) { return version }
        let known = allCases.map { String($0.rawValue) }.joined(separator: " or ")
        findings.add(pointer, "is \(number); expected \(known)")
        return nil
    }
}
