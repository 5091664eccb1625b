import Mixtures
import Words

extension StudyStepInput {
    /// Fits a surrogate for each domain, and proposes the candidates that they predict to be best.
    func surrogate(_ space: StudySpace, fitter: any SurrogateFitter, threads: Int) throws -> StudyStepResult {
        guard case .surrogate(let search) = definition.strategy else { throw StudyStepError.strategy(step.kind) }
        let machine = StudyMachine(definition: definition, space: space, domains: domains, tokens: 1)
        let history = StudyHistory(machine, trials: trials.filter { $0.round < step.round })
        let seed = definition.seed &+ UInt64(step.round)
        let candidates = machine.candidates
        let evidence = evidence(history, space: candidates)
        let fitted: FittedSurrogates
        do {
            let have = evidence.points.count
            let need = fitter.leastEvidence(for: search.regressor, weights: candidates.featureCount)
            guard have > 0 else { return lacking(have: have, need: need) }
            fitted = try fitter.fit(
                weights: evidence.points.map(candidates.features), losses: evidence.losses, names: domains.map(\.name),
                regressor: search.regressor, seed: seed, threads: threads)
        } catch SurrogateError.evidence(let have, let need, _) {
            return lacking(have: have, need: need)
        }
        let prediction = StudyPrediction(
            definition: definition, space: candidates, domains: domains, predict: fitted.predict,
            bounds: definition.noHarm.map { limit in
                (limit.domain, history.bound(of: limit, estimator: machine.selecting))
            })
        let proposals = try ProposalSearch(
            prediction: prediction, rule: search.proposal, known: evidence.points,
            best: history.eligible(machine.selecting).first.flatMap(machine.value), seed: seed
        ).proposals(search.perRound)
        let gains = fitted.fits.compactMap(\.gain)
        return StudyStepResult(
            step: step, proposals: proposals, fits: fitted.fits.map(summary(of:)),
            moreEvidenceHelps: gains.isEmpty ? nil : gains.contains { $0 > Self.leastGain })
    }

    /// Twice the evidence that takes away less than this share of a domain's error is not worth its evaluations.
    static let leastGain = 0.02

    private func lacking(have: Int, need: Int) -> StudyStepResult {
        StudyStepResult(step: step, proposals: [], evidence: .init(have: have, need: need))
    }

    /// Candidates of the space with a loss of every domain, in the order of their trials.
    private func evidence(
        _ history: StudyHistory, space: CandidateSpace
    ) -> (points: [[Double]], losses: [[Double]]) {
        var points: [[Double]] = []
        var losses: [[Double]] = []
        for trial in history.trials where trial.estimator == history.machine.selecting && trial.state == .scored {
            guard let candidate = trial.candidate, let point = space.point(of: candidate) else { continue }
            let found = domains.compactMap { trial.losses?[$0.name] }
            guard found.count == domains.count, found.allSatisfy(\.isFinite) else { continue }
            points.append(point)
            losses.append(found)
        }
        return (points, losses)
    }

    private func summary(of fit: FittedSurrogates.Fit) -> StudyStepResult.SurrogateFit {
        .init(
            domain: fit.name, regressor: fit.regressor, pearson: fit.correlation.pearson,
            spearman: fit.correlation.spearman, error: fit.error)
    }
}
