public import Mixtures
import Words

extension StudyMachine {
    /// Merges the best that only an ensemble has scored; then says what the answer is.
    func finish(_ reason: StudyEnd.Reason, _ detail: String, history: StudyHistory) -> StudyAction {
        if selecting == .ensemble {
            let round = 1 + (history.trials.filter { $0.origin != .verification }.map(\.round).max() ?? 0)
            let best = history.eligible(.ensemble).prefix(definition.verified)
            // An ensemble has no recipe: it is merged by the study's own.
            let merges: [TrialCandidate] = best.compactMap { trial in
                trial.mixture.flatMap { candidates.plain($0) }.map { ($0, .verification) }
            }
            let requests = history.affordable(
                requests(for: [(round, merges)], history: history), reserve: 0)
            if !requests.isEmpty { return .evaluate(requests) }
        }
        if history.trials.contains(where: { $0.state == .waiting || $0.state == .racing }) { return .wait }
        let scored = history.trials.filter {
            $0.estimator == .merge && $0.candidate != nil && history.value(of: $0) != nil
        }
        guard !scored.isEmpty else {
            return .finished(StudyEnd(reason: .noScores, detail: "no merged candidate has a score; " + detail))
        }
        guard let answer = history.eligible(.merge).first else {
            let broken = scored.flatMap { history.violations(of: $0) }
            let counts = Dictionary(broken.map { ($0, 1) }, uniquingKeysWith: +).sorted {
                ($1.value, $0.key) < ($0.value, $1.key)
            }
            let limits = counts.prefix(3).map { "\($0.key) (\($0.value) of \(scored.count))" }.joined(separator: "; ")
            return .finished(
                StudyEnd(reason: .limits, detail: "no merged candidate keeps to every limit: \(limits); " + detail))
        }
        return .finished(StudyEnd(reason: reason, detail: detail, answer: answer.number))
    }

    /// The number of the best trial so far among those merged, scored and within every limit; `nil` when there is none.
    public func leader(trials: [Trial]) -> Int? {
        StudyHistory(self, trials: trials).eligible(.merge).first?.number
    }

    /// The objective of a trial on the selecting part, in bits per byte; `nil` without a score.
    public func value(of trial: Trial) -> Double? {
        guard trial.state == .scored, let losses = trial.losses else { return nil }
        return definition.objective.value(losses: losses, domains: domains)
    }

    /// A mixture from outside as the search scores it: merged by the study's own recipe where none is named.
    ///
    /// - Parameters:
    ///   - recipe: one that the study's recipe allows for.
    ///   - precision: likewise.
    /// - Returns: `nil` where the method cannot merge so many models.
    public func candidate(
        _ mixture: Mixture, recipe: MergeRecipe? = nil, precision: Precision? = nil
    ) -> Candidate? {
        guard let plain = candidates.plain(mixture) else { return nil }
        let named = Candidate(
            mixture: mixture, recipe: recipe ?? plain.recipe, precision: precision ?? plain.precision)
        return named.estimated(by: selecting)
    }

    /// What keeps a candidate from outside out of the study: limits of its weights that it breaks, and a recipe that
    /// the study does not have.
    public func violations(of candidate: Candidate) -> [String] {
        let violations = space.violations(of: candidate.mixture)
        guard violations.isEmpty, candidates.point(of: candidate) == nil else { return violations }
        return [
            "is merged by \(candidate.recipe.material) in \(candidate.precision.rawValue), which the recipe leaves out"
        ]
    }

    /// Which limits a scored trial breaks, of the space and of harm, in words.
    public func violations(of trial: Trial, trials: [Trial]) -> [String] {
        StudyHistory(self, trials: trials).violations(of: trial)
    }
}
