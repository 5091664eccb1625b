/// What a study does next.
public enum StudyAction: Hashable, Sendable {
    /// Evaluate these, all of one round or of baselines beside it.
    case evaluate([TrialRequest])
    /// Drop trials that are behind, by the scores of the documents up to a look, and score the documents of the next look for the
    /// rest, which wait again.
    case look(RaceLook)
    /// Compute proposals: minutes of arithmetic, so work for a worker.
    ///
    /// Asked for until the step's result is there: a step that is under way already is not begun again.
    case compute(StudyStep)
    /// Nothing until a trial ends, or an outside optimiser asks.
    case wait
    case finished(StudyEnd)
}

/// One look of a race.
public struct RaceLook: Codable, Hashable, Sendable {
    /// From 1, below the number of looks: trials that come through the last one are scored.
    public var look: Int
    /// The numbers of the trials that are in the race, sorted.
    public var trials: [Int]

    public init(look: Int, trials: [Int]) {
        self.look = look
        self.trials = trials
    }
}

/// Why and how a study ended.
public struct StudyEnd: Codable, Hashable, Sendable {
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

/// Arithmetic of a study that is worth a job of its own.
public struct StudyStep: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// Minimise the ensemble's score; needs the partition models' log-probabilities.
        case convex
        /// Fit surrogates, and make proposals from them.
        case surrogate
    }

    public var kind: Kind
    /// The round whose candidates it proposes.
    public var round: Int

    public init(kind: Kind, round: Int) {
        self.kind = kind
        self.round = round
    }
}
