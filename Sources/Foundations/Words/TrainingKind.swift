/// What a training run is for.
///
/// Raw values are what stands on the wire and in the database.
public enum TrainingKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Makes a base model.
    case base
    /// Continues the base model on one partition.
    case partition
    /// Really trains on a mixture: the truth that estimates are held against.
    case reference
}
