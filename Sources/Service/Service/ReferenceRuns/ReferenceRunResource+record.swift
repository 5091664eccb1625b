import API
import Hashing
import Mixtures
import Statistics
import Storage

extension ReferenceRunRecord {
    /// Partition name → weight.
    var weights: [String: Double] {
        Dictionary(mixture.map { ($0.partition, $0.weight) }) { first, _ in first }
    }

    /// Whether it is of a mixture, but for rounding.
    func isOf(_ other: Mixture) -> Bool {
        let weights = weights
        return Set(weights.keys).union(other.weights.keys).allSatisfy { name in
            abs((weights[name] ?? 0) - other[name]) <= Mixture.sumTolerance
        }
    }
}

extension ReferenceTraining {
    /// What is known of how a reference run was trained.
    init(of record: ReferenceRunRecord, in transaction: Transaction) throws {
        guard case .trainingRun(let id) = record.model else {
            let training = record.training
            self.init(
                tokens: training.tokens, schedule: training.schedule, base: training.base, seed: training.seed)
            return
        }
        guard let run = try transaction.trainingRun(id) else { throw TaskFault(subject: id) }
        let plan = try JSONCoder.decode(PlanResource.self, from: run.plan)
        var base: String?
        if case .checkpoint(let start) = run.start { base = try transaction.existingCheckpoint(start).hash.hex }
        self.init(
            tokens: run.tokens ?? plan.steps * plan.sequencesPerStep * plan.context, schedule: plan.scheduleText,
            base: base ?? "configuration", seed: plan.seed)
    }

    var conditions: ReferenceConditions { ReferenceConditions(tokens: tokens, schedule: schedule, base: base) }
}

extension PlanResource {
    /// Everything but the seed: equal for equal schedules.
    fileprivate var scheduleText: String {
        "\(steps) steps of \(sequencesPerStep) x \(context) tokens, \(schedule.rawValue) rate \(learningRate) after "
            + "\(warmupSteps), AdamW \(beta1) \(beta2) \(epsilon), decay \(weightDecay), clip \(gradientClip)"
    }
}

extension ReferenceRunResource {
    init(_ record: ReferenceRunRecord, in transaction: Transaction) throws {
        let run: Identifier? = if case .trainingRun(let id) = record.model { id } else { nil }
        var set: Identifier?
        var score: ScoreResource?
        if case .scores(let id, let domains) = record.model {
            set = id
            score = ScoreResource(try Score(domains))
        }
        let training = try ReferenceTraining(of: record, in: transaction)
        let pool = try transaction.pool(record.pool)
        self.init(
            id: record.id.text, pool: record.pool.text, mixture: record.weights, trainingRun: run?.text,
            checkpoint: try transaction.checkpoint(of: record)?.id.text, evaluationSet: set?.text, score: score,
            training: training,
            repetitions: try training.conditions.repetitions(
                of: Mixture(record.weights), available: pool?.availableTokens ?? [:]),
            createdAt: record.createdAt.date)
    }
}

extension PoolRecord {
    /// Tokens by partition name.
    var availableTokens: [String: Int] {
        Dictionary(members.map { ($0.name, $0.tokens) }) { first, _ in first }
    }
}
