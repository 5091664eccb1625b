public import Mixtures
import Words

extension StudyMachine {
    /// Merges the best that only an ensemble has scored; then says what the answer is.
    func finish(_ reason: StudyEnd.Reason, _ detail: String, history: StudyHistory) -> StudyAction {
        if selecting == .ensemble {
            let round = 1 + (history.trials.filter { $0.origin != .verification }.map(\.round).max() ?? 0)
            let best = history.eligible(.ensemble).prefix(definition.verified)
            // An ensemble has no recipe: it is merged by the study's own.
            let merges: [ListedCandidate] = best.compactMap { trial in
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

    /// A candidate from outside as a merge; what it does not name is as in the study's own recipe.
    ///
    /// - Parameters:
    ///   - method: the study's first where none is named.
    ///   - parameters: those that are named; of the rest the study's values, and the middle of its ranges.
    ///   - precision: the study's first where none is named.
    /// - Throws: ``MergeRecipeError`` for values that the method cannot have.
    public func candidate(
        _ mixture: Mixture, method: MergeMethod? = nil, parameters: MergeParameters = MergeParameters(),
        precision: Precision? = nil
    ) throws(MergeRecipeError) -> StudyCandidate {
        StudyCandidate(
            mixture: mixture, recipe: try candidates.recipes.completed(method, parameters),
            precision: precision ?? definition.recipe.precision)
    }

    /// What keeps a merge from outside out of the study: limits of its weights, and the recipes that are searched.
    public func violations(of candidate: StudyCandidate) -> [StudyCandidate.Violation] {
        var violations = space.violations(of: candidate.mixture)
        do throws(MergeRecipeError) {
            try candidate.recipe.check(weights: candidate.mixture.support.map { candidate.mixture[$0] })
        } catch {
            violations += error.faults.map(\.description)
        }
        return violations.map { .init(path: ["mixture"], detail: $0) }
            + candidates.recipes.violations(of: candidate.recipe, in: candidate.precision)
    }

    /// Which limits a scored trial breaks, of the space and of harm, in words.
    public func violations(of trial: Trial, trials: [Trial]) -> [String] {
        StudyHistory(self, trials: trials).violations(of: trial)
    }
}
