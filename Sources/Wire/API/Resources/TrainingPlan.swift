public import StrictJSON

/// How a training run goes on: what `plan` holds in requests, answers and tasks.
public struct PlanResource: Codable, Hashable, Sendable {
    public enum Schedule: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
        case constant, cosine
    }

    public var steps: Int
    public var sequencesPerStep: Int
    /// Tokens that each sequence predicts.
    public var context: Int
    public var learningRate: Double
    public var warmupSteps: Int
    public var schedule: Schedule
    public var weightDecay: Double
    public var beta1: Double
    public var beta2: Double
    public var epsilon: Double
    /// Largest norm of a step's gradient; 0 is no limit.
    public var gradientClip: Double
    /// Seed of the data's order and, for a start from a configuration, of the first parameters; below 2^53.
    public var seed: Int

    public init(
        steps: Int, sequencesPerStep: Int, context: Int, learningRate: Double, warmupSteps: Int = 0,
        schedule: Schedule = .constant, weightDecay: Double = 0.1, beta1: Double = 0.9, beta2: Double = 0.95,
        epsilon: Double = 1e-8, gradientClip: Double = 1, seed: Int = 0
    ) {
        self.steps = steps
        self.sequencesPerStep = sequencesPerStep
        self.context = context
        self.learningRate = learningRate
        self.warmupSteps = warmupSteps
        self.schedule = schedule
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.gradientClip = gradientClip
        self.seed = seed
    }
}

extension PlanResource: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let steps = fields.required("steps", as: Int.self, check: Check.within(1...10_000_000))
        let sequences = fields.required("sequences_per_step", as: Int.self, check: Check.within(1...65_536))
        let context = fields.required("context", as: Int.self, check: Check.within(1...1_048_576))
        let rate = fields.required("learning_rate", as: Double.self, check: Check.positive(upTo: 1))
        let warmup = fields.optional("warmup_steps", as: Int.self, check: Check.within(0...10_000_000)) ?? 0
        let schedule = fields.optional("schedule", as: Schedule.self) ?? .constant
        let decay = fields.optional("weight_decay", as: Double.self, check: Check.within(0...1)) ?? 0.1
        let beta1 = fields.optional("beta1", as: Double.self, check: Self.belowOne) ?? 0.9
        let beta2 = fields.optional("beta2", as: Double.self, check: Self.belowOne) ?? 0.95
        let epsilon = fields.optional("epsilon", as: Double.self, check: Check.positive(upTo: 1)) ?? 1e-8
        let clip = fields.optional("gradient_clip", as: Double.self, check: Check.within(0...1e6)) ?? 1
        let seed = fields.optional("seed", as: Int.self, check: Check.within(0...(1 << 53) - 1)) ?? 0
        if let steps, warmup > steps {
            fields.refuse("warmup_steps", "is \(warmup); expected at most the \(steps) steps")
        }
        guard let steps, let sequences, let context, let rate else { return nil }
        self.init(
            steps: steps, sequencesPerStep: sequences, context: context, learningRate: rate, warmupSteps: warmup,
            schedule: schedule, weightDecay: decay, beta1: beta1, beta2: beta2, epsilon: epsilon, gradientClip: clip,
            seed: seed)
    }

    private static func belowOne(_ value: Double) -> String? {
        value >= 0 && value < 1 ? nil : "is \(value); expected at least 0 and below 1"
    }
}
