/// Where a study stands.
///
/// Raw values are what stands on the wire and in the database.
public enum StudyState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Evaluates, computes, or waits to be told.
    case running
    case succeeded
    case failed
    case cancelled

    /// Whether nothing more will happen.
    public var isFinal: Bool { self != .running }
}
