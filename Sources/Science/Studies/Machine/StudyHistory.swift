import Mixtures
import Words

/// What a trial is told from others by: its candidate, the weights to a ten-millionth.
struct TrialKey: Hashable {
    /// `nil` for the base model.
    let weights: [String: Int]?
    let estimator: Estimator
    let recipe: MergeRecipe
    let precision: Precision

    init(_ candidate: StudyCandidate?) {
        weights = candidate.map { candidate in
            candidate.mixture.weights.compactMapValues { weight in
                let rounded = Int((weight * 1e7).rounded())
                return rounded > 0 ? rounded : nil
            }
        }
        estimator = candidate?.estimator ?? .merge
        recipe = candidate?.recipe ?? .linear
        precision = candidate?.precision ?? .f32
    }

    init(_ request: TrialRequest) { self.init(request.candidate) }

    init(_ trial: Trial) { self.init(trial.candidate) }
}

/// Trials in the order of their numbers, and what follows from them.
struct StudyHistory {
    let machine: StudyMachine
    let trials: [Trial]
    /// The first trial of each candidate.
    private let firsts: [TrialKey: Trial]

    init(_ machine: StudyMachine, trials: [Trial]) {
        self.machine = machine
        self.trials = trials.sorted { $0.number < $1.number }
        firsts = Dictionary(self.trials.map { (TrialKey($0), $0) }) { first, _ in first }
    }

    var known: Set<TrialKey> { Set(firsts.keys) }

    /// True when a round's candidates have been asked for, which is done all at once; baselines ask for the first
    /// round's too.
    func isPlanned(round: Int) -> Bool {
        trials.contains { trial in
            switch trial.origin {
            case .baseline: round == 0
            case .strategy: trial.round == round && machine.definition.strategy != .outside
            case .told, .verification: false
            }
        }
    }

    // MARK: Budget

    /// Evaluations that the budget still allows.
    func room(reserve: Int) -> Int {
        let spent = trials.count { $0.state != .suggested }
        let budget = machine.definition.budget
        let evaluations = budget.evaluations ?? Int.max
        let affordable = budget.tokens.map { $0 / max(1, machine.tokens) } ?? Int.max
        let total = min(evaluations, affordable)
        return total == Int.max ? Int.max : max(0, total - spent - reserve)
    }

    /// As many of the first as the budget allows.
    func affordable(_ requests: [TrialRequest], reserve: Int) -> [TrialRequest] {
        Array(requests.prefix(room(reserve: reserve)))
    }

    var spending: String {
        let count = trials.count { $0.state != .suggested }
        return machine.definition.budget.evaluations.map { "\(count) evaluations of \($0)" } ?? "\(count) evaluations"
    }

    // MARK: Scores

    /// Bits per byte of the objective; `nil` for a trial that is not scored.
    func value(of trial: Trial) -> Double? { machine.value(of: trial) }

    /// Scored trials of an estimator that keep to every limit, best first, the earlier of equals first.
    func eligible(_ estimator: Estimator) -> [Trial] {
        let valued: [(trial: Trial, value: Double)] = trials.compactMap { trial in
            guard trial.estimator == estimator, let value = value(of: trial), violations(of: trial).isEmpty else {
                return nil
            }
            return (trial, value)
        }
        return valued.sorted { ($0.value, $0.trial.number) < ($1.value, $1.trial.number) }.map(\.trial)
    }

    /// Limits that a trial breaks: of the space, and of harm beside baselines of the same estimator.
    func violations(of trial: Trial) -> [String] {
        guard let mixture = trial.mixture else { return ["the base model is no mixture"] }
        var violations = machine.space.violations(of: mixture)
        for limit in machine.definition.noHarm {
            let name = "\(limit.domain) beside \(limit.baseline.rawValue)"
            guard let bound = bound(of: limit, estimator: trial.estimator), let loss = trial.losses?[limit.domain]
            else {
                violations.append("\(name) cannot be told: a score is missing")
                continue
            }
            if loss > bound + 1e-12 { violations.append("\(name) is worse by more than \(limit.atMost)") }
        }
        return violations
    }

    /// The most bits per byte that a limit allows; `nil` while the baseline has no score.
    func bound(of limit: NoHarmLimit, estimator: Estimator) -> Double? {
        let key = TrialKey(machine.candidate(of: limit.baseline)?.estimated(by: estimator))
        guard let baseline = firsts[key], baseline.state == .scored else { return nil }
        return baseline.losses?[limit.domain].map { $0 + limit.atMost }
    }

    // MARK: Gain

    /// How many of the last rounds of proposals before this one did not improve the best; `nil` before the first.
    func roundsWithoutGain(before round: Int, by gain: Double) -> Int? {
        guard round > 2 else { return nil }
        let values = eligible(machine.selecting).compactMap { trial in value(of: trial).map { (trial.round, $0) } }
        func best(_ last: Int) -> Double { values.filter { $0.0 <= last }.map(\.1).min() ?? .infinity }
        var idle = 0
        while round - 1 - idle >= 2, !(best(round - 2 - idle) - best(round - 1 - idle) > gain) { idle += 1 }
        return idle
    }

    /// How many trials of an outside optimiser there were since the last that improved the best.
    func trialsWithoutGain(by gain: Double) -> Int {
        let eligible = Set(eligible(machine.selecting).map(\.number))
        var best = Double.infinity
        var idle = 0
        for trial in trials where trial.estimator == machine.selecting && trial.hasEnded {
            let value = eligible.contains(trial.number) ? value(of: trial) ?? .infinity : .infinity
            if best - value > gain || (best == .infinity && value < .infinity) {
                best = value
                idle = 0
            } else if trial.origin == .told || trial.origin == .strategy {
                idle += 1
            }
        }
        return idle
    }
}
