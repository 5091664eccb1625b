public import Mixtures
public import Statistics
public import StrictJSON
public import Words

extension DocumentFormat: JSONWord {}
extension JobKind: JSONWord {}
extension JobState: JSONWord {}
extension PartitionRole: JSONWord {}
extension StudyState: JSONWord {}
extension TrainingKind: JSONWord {}
extension MergeMethod: JSONWord {}
extension Estimator: JSONWord {}
extension Precision: JSONWord {}
extension ScoringProtocol: JSONWord {}
extension Comparison.PairsHold: JSONWord {}

/// Which tokenizer a pool's models read text with.
public enum TokenizerName: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// Every byte is a token.
    case bytes
    /// The one that the base model's checkpoint brings as `tokenizer.json`.
    case checkpoint
}
