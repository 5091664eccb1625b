import Mixtures
import Words

extension StudyMachine {
    /// What a round consists of, once the rounds before it have ended.
    func plan(round: Int, history: StudyHistory, steps: [StudyStepResult]) -> Plan {
        if round == 0 { return .candidates(baselines) }
        switch definition.strategy {
        case .enumerate(let enumeration):
            return single(round, history, candidates.enumerated(enumeration))
        case .sobol(let count):
            return single(round, history, candidates.sobol(count, seed: definition.seed, streams: definition.streams))
        case .dirichlet(let count, let concentration):
            // The concentration was checked when the study was made: one that is not above 0 draws nothing.
            let draws = try? candidates.dirichlet(count, concentration: concentration, seed: definition.seed)
            return single(round, history, draws ?? [])
        case .convex:
            guard round == 1 else { return complete(history) }
            return proposals(.convex, round: round, steps: steps, history: history)
        case .surrogate(let search): return plan(search, round: round, history: history, steps: steps)
        case .outside: return round == 1 ? outside(history) : .idle
        }
    }

    private func single(_ round: Int, _ history: StudyHistory, _ all: [StudyCandidate]) -> Plan {
        let listed: [ListedCandidate] = all.map { ($0, .strategy) }
        if round == 1 { return .candidates(listed) }
        let left = requests(for: [(1, listed)], history: history).count
        guard left == 0 else {
            return .end(.budget, "the budget is spent with \(left) evaluations not made: " + history.spending)
        }
        return complete(history)
    }

    private func complete(_ history: StudyHistory) -> Plan {
        .end(.complete, "every candidate of the strategy has been tried: " + history.spending)
    }

    private func plan(
        _ search: StudyStrategy.SurrogateSearch, round: Int, history: StudyHistory, steps: [StudyStepResult]
    ) -> Plan {
        if round == 1 {
            let points = candidates.sobol(search.initial, seed: definition.seed, streams: definition.streams)
            return .candidates(points.map { ($0, .strategy) })
        }
        if round > search.rounds + 1 { return complete(history) }
        if history.room(reserve: verificationReserve) == 0 {
            return .end(.budget, "the budget is spent: " + history.spending)
        }
        if let stop = definition.stop {
            if let idle = history.roundsWithoutGain(before: round, by: stop.minimumGain), idle >= stop.patience {
                return .end(.noGain, "\(idle) rounds did not improve the best by \(stop.minimumGain) bits per byte")
            }
            if steps.contains(where: { $0.step.round == round - 1 && $0.moreEvidenceHelps == false }) {
                return .end(.noGain, "held-out fits no longer get better with more candidates")
            }
        }
        return proposals(.surrogate, round: round, steps: steps, history: history)
    }

    private func proposals(
        _ kind: StudyStep.Kind, round: Int, steps: [StudyStepResult], history: StudyHistory
    ) -> Plan {
        let step = StudyStep(kind: kind, round: round)
        guard let result = steps.first(where: { $0.step == step }) else { return .step(step) }
        if let evidence = result.evidence {
            return .end(
                .evidence,
                "surrogates need \(evidence.need) different mixtures with a score and had \(evidence.have): "
                    + "\(evidence.need - evidence.have) are lacking")
        }
        let proposed: [ListedCandidate] = result.proposals.map { ($0.candidate, .strategy) }
        if kind == .surrogate, requests(for: [(round, proposed)], history: history).isEmpty {
            return .end(.complete, "no mixture is proposed that has not been tried: " + history.spending)
        }
        return .candidates(proposed)
    }

    private func outside(_ history: StudyHistory) -> Plan {
        let told = history.trials.filter { $0.origin == .told || $0.origin == .strategy }
        guard !told.contains(where: { !$0.hasEnded && $0.state != .suggested }) else { return .idle }
        if history.room(reserve: verificationReserve) == 0 {
            return .end(.budget, "the budget is spent: " + history.spending)
        }
        if let stop = definition.stop {
            let idle = history.trialsWithoutGain(by: stop.minimumGain)
            if idle >= stop.patience {
                return .end(.noGain, "\(idle) trials did not improve the best by \(stop.minimumGain) bits per byte")
            }
        }
        return .idle
    }

    /// Candidates for an outside optimiser to begin with: points that fill the space, each once.
    public func suggestions(_ count: Int, trials: [Trial]) -> [TrialRequest] {
        let history = StudyHistory(self, trials: trials)
        let room = min(count, history.room(reserve: verificationReserve))
        let first = trials.count { $0.origin == .strategy && $0.estimator == selecting }
        var known = history.known
        var requests: [TrialRequest] = []
        // A point may be known already; the space may have fewer points than are asked for.
        let points = candidates.sobol(
            max(0, 2 * count + 64), seed: definition.seed, first: first, streams: definition.streams)
        for candidate in points where requests.count < room {
            let request = TrialRequest(
                candidate: candidate.estimated(by: selecting), origin: .strategy, round: 1)
            if known.insert(TrialKey(request)).inserted { requests.append(request) }
        }
        return requests
    }
}
