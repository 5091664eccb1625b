/// How far a trial of a study has come.
///
/// Raw values are what stands on the wire and in the database.
public enum TrialState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Handed out to an outside optimiser, which has not told of it.
    case suggested
    /// Its evaluation, of all documents or of a look's, is queued or running.
    case waiting
    /// Scored on the documents up to its look, which is not the last, and in the race.
    case racing
    /// Scored on every document of the selecting part.
    case scored
    /// Dropped by racing before all documents were scored.
    case eliminated
    /// Its evaluation failed, or was cancelled.
    case failed

    /// Whether nothing more will be heard of the trial.
    public var isFinal: Bool {
        switch self {
        case .suggested, .waiting, .racing: false
        case .scored, .eliminated, .failed: true
        }
    }
}
