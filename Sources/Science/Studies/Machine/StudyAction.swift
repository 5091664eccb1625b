/// What a study does next.
public enum StudyAction: Hashable, Sendable {
    /// Evaluate these, all of one round or of baselines beside it.
    case evaluate([TrialRequest])
    /// Drop trials that are behind, by the scores of the documents up to a look, and score the documents of the next
    /// look for the rest, which wait again.
    case look(RaceLook)
    /// Compute proposals: minutes of arithmetic, so work for a worker.
    ///
    /// Asked for until the step's result is there: a step that is under way already is not begun again.
    case compute(StudyStep)
    /// Nothing until a trial ends, or an outside optimiser asks.
    case wait
    case finished(StudyEnd)
}
