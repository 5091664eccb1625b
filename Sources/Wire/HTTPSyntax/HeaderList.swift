/// The members of list fields (RFC 9110, section 5.6.1).
///
/// Not for entity tags, whose quotes may hold commas: ``EntityTags``.
public enum HeaderList {
    /// A member of a field that tells how much each of its members is wanted (RFC 9110, section 12.4.2).
    public struct Weighted: Hashable, Sendable {
        /// Lower-cased, without parameters.
        public let name: String
        /// From 0, which refuses it, to 1; 1 where it is missing, 0 where it is no number.
        public let weight: Double
    }

    /// The members of a field's values in order, without blanks around them; empty ones are passed over.
    public static func members(_ values: [String]) -> [Substring] {
        values.flatMap { $0.split(separator: ",") }.map(trimmed).filter { !$0.isEmpty }
    }

    /// The members of a field's values with their weights, in order.
    public static func weighted(_ values: [String]) -> [Weighted] {
        members(values).compactMap { member in
            let parts = member.split(separator: ";").map { trimmed($0).lowercased() }
            guard let name = parts.first else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            return Weighted(name: name, weight: weight ?? 1)
        }
    }

    /// Without spaces and tabs at both ends.
    public static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        return rest.lastIndex { $0 != " " && $0 != "\t" }.map { rest[...$0] } ?? ""
    }
}
