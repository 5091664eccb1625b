import StrictJSON

extension ModelConfiguration {
    /// A key of `config.json` in which two configurations differ.
    public struct Difference: Hashable, Sendable {
        /// The name of the key in `config.json`.
        public let key: String
        /// The value as JSON, or "absent".
        public let value: String
        /// The other configuration's value as JSON, or "absent".
        public let other: String
    }

    /// Every key in which this configuration differs from another, in order of name.
    ///
    /// Told by what ``json()`` writes, so that no key can be forgotten here.
    public func differences(from other: ModelConfiguration) -> [Difference] {
        let (own, others) = (comparableMembers, other.comparableMembers)
        return Set(own.keys).union(others.keys).sorted().filter { own[$0] != others[$0] }.map { key in
            Difference(key: key, value: Self.spelling(own[key]), other: Self.spelling(others[key]))
        }
    }

    private var comparableMembers: [String: JSONValue] {
        (json().dictionary ?? [:]).filter { $0.key != "architectures" }
    }

    private static func spelling(_ value: JSONValue?) -> String {
        value.map { String(decoding: $0.serialized(), as: UTF8.self) } ?? "absent"
    }
}
