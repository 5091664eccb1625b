/// What a job does.
///
/// Raw values are what stands on the wire and in the database.
public enum JobKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Scores a candidate on an evaluation set.
    case evaluation
    /// Trains a model.
    case training
    /// Measures how far the partition models of a pool have moved from its base.
    case validity
    /// Computes what a study goes on from.
    case study
    /// Finds what an evaluation set shares with the text that a pool's models were trained on.
    case contamination
    /// Finds the log-probability that one model gives each token of an evaluation set.
    case logProbabilities = "log_probabilities"
}
