/// Why and how a study ended.
public struct StudyEnd: Codable, Hashable, Sendable {
    /// Why nothing more is tried.
    public enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        /// The strategy has nothing more to try.
        case complete
        /// The budget does not allow for another round.
        case budget
        /// No gain for as many rounds as the stop rule allows, or more evidence no longer helps.
        case noGain = "no_gain"
        /// Surrogates need more candidates than the study could evaluate.
        case evidence
        /// No candidate has a score.
        case noScores = "no_scores"
        /// Every candidate that was scored breaks a limit.
        case limits
    }

    /// Why it ended.
    public var reason: Reason
    /// In a sentence, with numbers.
    public var detail: String
    /// The number of the trial that is the answer: a merge, within every limit, best by the objective.
    public var answer: Int?

    public init(reason: Reason, detail: String, answer: Int? = nil) {
        self.reason = reason
        self.detail = detail
        self.answer = answer
    }
}
