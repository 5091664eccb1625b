/// What a partition's text is for.
///
/// Raw values are what stands on the wire and in the database.
public enum PartitionRole: String, Codable, Hashable, Sendable, CaseIterable {
    /// A disjoint slice of the corpus that a partition model is trained on.
    case partition
    /// The general share that the base model is trained on.
    case base
}
