/// The names that there are, for whoever wrote one that there is not: the probable one first, then the first few.
///
/// A list is bounded, for a service may hold thousands of names.
public struct ExistingNames: Hashable, Sendable {
    /// How many names are listed at most.
    public static let shown = 10

    /// In the order in which they are to be listed, those that near misses are looked for in.
    public let names: [String]
    /// How many there are, those included that are not in ``names``.
    public let count: Int

    /// - Parameter count: how many there are; as many as are given unless there are more.
    public init(_ names: [String], count: Int? = nil) {
        self.names = names
        self.count = max(count ?? 0, names.count)
    }

    /// `a, b, c`, or `a, b, …, j and 7 more`.
    public var list: String {
        let first = names.prefix(Self.shown).joined(separator: ", ")
        let rest = count - min(names.count, Self.shown)
        return rest > 0 ? "\(first) and \(rest) more" : first
    }

    /// The end of a sentence that says that a name is unknown: `; did you mean "demo"? there are 2: demo, lab`.
    public func hint(for unknown: String) -> String {
        guard count > 0 else { return "; there is none yet" }
        let existing = count == 1 ? "there is only \(list)" : "there are \(count): \(list)"
        return suggestion(for: unknown).map { "; \($0) \(existing)" } ?? "; \(existing)"
    }

    /// `did you mean "demo"?`, where a name is near.
    public func suggestion(for unknown: String) -> String? {
        nearestName(to: unknown, in: names).map { "did you mean \"\($0)\"?" }
    }
}
