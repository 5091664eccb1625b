import Mixtures
import Surrogates
import Testing
import Words

@testable import Randomness
@testable import Studies

/// A whole study without a service: trials end in an order that chance decides.
struct StudySimulation {
    var definition: StudyDefinition
    var partitions = StudySpaceTests.partitions(4)
    var domains = [EvaluationDomain(name: "a", bytes: 100), EvaluationDomain(name: "b", bytes: 300)]
    /// Bits per byte by domain; `nil` when the evaluation fails.
    var losses: @Sendable (Mixture?, Estimator) -> [String: Double]? = StudySimulation.quadratic
    /// Of a candidate with its recipe, in place of ``losses``.
    var recipeLosses: (@Sendable (StudyCandidate?) -> [String: Double]?)?
    var ensemble: (any ConvexObjective)?

    var trials: [Trial] = []
    var steps: [StudyStepResult] = []
    var end: StudyEnd?
    /// How many trials there were when each step was computed.
    var actions = 0

    /// Least at `p0 0.5 + p1 0.3 + p2 0.2`, where both domains have 1 bit per byte; 3 for the base model.
    static let quadratic: @Sendable (Mixture?, Estimator) -> [String: Double]? = { mixture, estimator in
        guard let mixture else { return ["a": 3, "b": 3] }
        let distance = zip(["p0", "p1", "p2", "p3"], [0.5, 0.3, 0.2, 0]).reduce(0) { sum, pair in
            sum + (mixture[pair.0] - pair.1) * (mixture[pair.0] - pair.1)
        }
        let bias = estimator == .ensemble ? 0.1 : 0
        return ["a": 1 + distance + bias, "b": 1 + 2 * distance + bias]
    }

    init(_ definition: StudyDefinition) {
        self.definition = definition
    }

    func machine() throws -> StudyMachine {
        let space = try StudySpace(partitions: partitions, constraints: definition.constraints)
        return StudyMachine(definition: definition, space: space, domains: domains, tokens: 1_000)
    }

    /// Runs to the end, or until nothing but an outside optimiser could go on.
    mutating func run(order seed: UInt64 = 0) throws {
        var generator = SeededGenerator(seed: seed)
        let machine = try machine()
        while end == nil {
            actions += 1
            try #require(actions < 10_000, "the study does not end")
            let seen = generator.permutation(of: trials.count).map { trials[$0] }
            let action = machine.next(trials: seen, steps: steps)
            switch action {
            case .evaluate(let requests): begin(requests)
            case .look(let look): apply(look)
            case .compute(let step):
                // Trials go on ending while a step is computed.
                if generator.below(3) > 0, finishOne(&generator) { continue }
                let input = StudyStepInput(
                    step: step, definition: definition, partitions: partitions, domains: domains, trials: seen)
                steps.insert(try input.run(surrogates: NumericalSurrogates(), ensemble: ensemble), at: 0)
            case .wait: guard finishOne(&generator) else { return }
            case .finished(let found): end = found
            }
        }
    }

    mutating func begin(_ requests: [TrialRequest]) {
        #expect(!requests.isEmpty)
        for request in requests {
            trials.append(
                Trial(
                    number: trials.count + 1, candidate: request.candidate, origin: request.origin,
                    round: request.round))
        }
    }

    /// Ends one of the trials that wait; false when none does.
    private mutating func finishOne(_ generator: inout SeededGenerator) -> Bool {
        let waiting = trials.indices.filter { trials[$0].state == .waiting }
        guard !waiting.isEmpty else { return false }
        let index = waiting[generator.below(waiting.count)]
        let trial = trials[index]
        guard let found = recipeLosses.map({ $0(trial.candidate) }) ?? losses(trial.mixture, trial.estimator) else {
            trials[index].state = .failed
            return true
        }
        if let racing = definition.racing, trials[index].origin == .strategy, trials[index].look < racing.looks - 1 {
            trials[index].look += 1
            trials[index].state = .racing
        } else {
            trials[index].state = .scored
            trials[index].losses = found
        }
        return true
    }

    /// Drops the worse half, as a race might.
    private mutating func apply(_ look: RaceLook) {
        let order = look.trials.sorted { value($0) < value($1) }
        for number in look.trials {
            #expect(trials[number - 1].look == look.look)
            trials[number - 1].state =
                order.prefix((order.count + 1) / 2).contains(number) ? .waiting : .eliminated
        }
    }

    private func value(_ number: Int) -> Double {
        losses(trials[number - 1].mixture, .merge)?["a"] ?? .infinity
    }

    /// The trial that is the answer.
    var answer: Trial? { end?.answer.map { trials[$0 - 1] } }
}
