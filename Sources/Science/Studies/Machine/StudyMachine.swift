public import Mixtures
import Words

/// Decides what a study does next, from what has been found so far.
///
/// A value without memory: equal trials and results give equal actions, whatever the order in which they came. A round
/// is planned from rounds that have ended alone, so the number of workers does not change a study's course.
public struct StudyMachine: Sendable {
    /// What is searched for, and how.
    public let definition: StudyDefinition
    /// What mixtures may be.
    public let space: StudySpace
    /// Weights and recipes.
    let candidates: CandidateSpace
    /// Of the evaluation set, in the order of its domains.
    public let domains: [EvaluationDomain]
    /// Tokens that one evaluation of the selecting part scores.
    ///
    /// Against a budget of tokens each trial counts so many, even when its score was known already or racing ended it
    /// early: a study's course does not depend on what others asked for.
    public let tokens: Int

    /// - Parameters:
    ///   - definition: one without ``StudyDefinition/faults(space:domains:tokens:)``.
    ///   - space: of the definition's constraints.
    ///   - domains: of the evaluation set.
    ///   - tokens: of one evaluation.
    public init(definition: StudyDefinition, space: StudySpace, domains: [EvaluationDomain], tokens: Int) {
        self.definition = definition
        self.space = space
        candidates = CandidateSpace(space, recipe: definition.recipe)
        self.domains = domains
        self.tokens = tokens
    }

    /// What comes next.
    ///
    /// An action is carried out whole before it is asked again: trials of a round are made all at once.
    ///
    /// - Parameters:
    ///   - trials: All so far, in any order.
    ///   - steps: Results of the steps computed so far, in any order.
    public func next(trials: [Trial], steps: [StudyStepResult]) -> StudyAction {
        let history = StudyHistory(self, trials: trials)
        var round = 0
        while true {
            if !history.isPlanned(round: round),
                let action = action(round: round, history: history, steps: steps)
            {
                return action
            }
            if let action = barrier(round: round, history: history) { return action }
            round += 1
        }
    }

    /// What a round that is not under way calls for; `nil` when it has nothing new to try.
    private func action(round: Int, history: StudyHistory, steps: [StudyStepResult]) -> StudyAction? {
        switch plan(round: round, history: history, steps: steps) {
        case .candidates(let candidates):
            var batches = [(round: round, candidates: candidates)]
            // The first round depends on no score: it need not wait for the baselines.
            if round == 0, case .candidates(let first) = plan(round: 1, history: history, steps: steps) {
                batches.append((round: 1, candidates: first))
            }
            let requests = history.affordable(
                requests(for: batches, history: history), reserve: verificationReserve)
            return requests.isEmpty ? nil : .evaluate(requests)
        case .step(let step): return .compute(step)
        case .end(let reason, let detail): return finish(reason, detail, history: history)
        case .idle: return .wait
        }
    }

    /// What a round consists of.
    enum Plan {
        case candidates([ListedCandidate])
        case step(StudyStep)
        case end(StudyEnd.Reason, String)
        /// Nothing, until an outside optimiser does something.
        case idle
    }

    /// What must happen before the round after this one may be planned.
    private func barrier(round: Int, history: StudyHistory) -> StudyAction? {
        // A convex search reads no score of a baseline.
        if round == 0, definition.strategy.kind == .convex { return nil }
        let open = history.trials.filter { $0.round <= round && !$0.hasEnded && $0.state != .suggested }
        guard !open.isEmpty else { return nil }
        let racing = open.filter { $0.state == .racing }
        guard racing.count == open.count || !open.contains(where: { $0.state == .waiting && isRacing($0) }),
            let look = racing.map(\.look).max()
        else { return .wait }
        return .look(RaceLook(look: look, trials: racing.map(\.number)))
    }

    private func isRacing(_ trial: Trial) -> Bool {
        definition.racing != nil && trial.origin == .strategy
    }

    /// A merge to try, or the base model, and where it comes from.
    typealias ListedCandidate = (candidate: StudyCandidate?, origin: TrialOrigin)

    /// Trials of candidates that have none yet, each with every estimator that its origin calls for.
    func requests(
        for batches: [(round: Int, candidates: [ListedCandidate])], history: StudyHistory
    ) -> [TrialRequest] {
        var known = history.known
        var requests: [TrialRequest] = []
        for (round, candidates) in batches {
            for (candidate, origin) in candidates {
                let look = definition.racing != nil && origin == .strategy ? 1 : 0
                for estimator in candidate == nil ? [.merge] : estimators(of: origin) {
                    let request = TrialRequest(
                        candidate: candidate?.estimated(by: estimator), origin: origin, round: round, look: look)
                    if known.insert(TrialKey(request)).inserted { requests.append(request) }
                }
            }
        }
        return requests
    }

    /// The estimator that a search goes by.
    public var selecting: Estimator { definition.estimator == .ensemble ? .ensemble : .merge }

    private func estimators(of origin: TrialOrigin) -> [Estimator] {
        switch (definition.estimator, origin) {
        case (_, .verification), (.merge, _): return [.merge]
        case (.both, _), (.ensemble, .baseline): return [.merge, .ensemble]
        case (.ensemble, _): return [.ensemble]
        }
    }

    /// Evaluations that are kept back for merging the best of an ensemble's search.
    var verificationReserve: Int { selecting == .ensemble ? definition.verified : 0 }

    /// Evaluations that a study cannot do without: baselines, one candidate, and its merge.
    var leastEvaluations: Int {
        let history = StudyHistory(self, trials: [])
        let baselines = requests(for: [(0, baselines)], history: history).count
        let candidate = definition.estimator == .both ? 2 : 1
        return baselines + (definition.strategy == .outside ? 0 : candidate) + (selecting == .ensemble ? 1 : 0)
    }

    var baselines: [ListedCandidate] {
        StudyBaseline.all(in: space).compactMap { baseline in
            let candidate = candidate(of: baseline)
            guard candidate != nil || baseline == .base else { return nil }
            return (candidate, .baseline(baseline))
        }
    }

    /// A baseline as a linear merge, whatever the study's recipe: what any recipe must beat; `nil` for the base model,
    /// and where there is no such mixture.
    func candidate(of baseline: StudyBaseline) -> StudyCandidate? {
        baseline.mixture(in: space).map { StudyCandidate(mixture: $0, precision: definition.recipe.precision) }
    }
}
