public import StrictJSON

/// How a training run goes on: what `plan` holds in requests, answers and tasks.
public struct PlanResource: Codable, Hashable, Sendable {
    public enum Schedule: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
        case constant, cosine
    }

    /// How many steps are taken.
    public var steps: Int
    /// How many sequences each step is trained on.
    public var sequencesPerStep: Int
    /// Tokens that each sequence predicts.
    public var context: Int
    /// The largest learning rate.
    public var learningRate: Double
    /// Over how many steps the learning rate rises to its largest.
    public var warmupSteps: Int
    /// What the learning rate does after that.
    public var schedule: Schedule
    /// AdamW's decay of weights.
    public var weightDecay: Double
    /// Adam's first β: of the mean of gradients.
    public var beta1: Double
    /// Adam's second β: of the mean of their squares.
    public var beta2: Double
    /// Adam's ε, which keeps divisors from 0.
    public var epsilon: Double
    /// Largest norm of a step's gradient; 0 is no limit.
    public var gradientClip: Double
    /// Seed of the data's order and, for a start from a configuration, of the first parameters; below 2^53.
    public var seed: Int

    public init(
        steps: Int, sequencesPerStep: Int, context: Int, learningRate: Double, warmupSteps: Int = 0,
        schedule: Schedule = .constant, weightDecay: Double = 0.1, beta1: Double = 0.9,
        beta2: Double = 0.95,
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
        let steps = fields.required("steps", as: Int.self, check: .within(1...10_000_000))
        let sequences = fields.required("sequences_per_step", as: Int.self, check: .within(1...65_536))
        let context = fields.required(
            "context", as: Int.self, check: .within(1...1_048_576), "tokens that each sequence predicts")
        let rate = fields.required("learning_rate", as: Double.self, check: .positive(upTo: 1))
        let warmup = fields.optional(
            "warmup_steps", as: Int.self, else: 0, check: .within(0...10_000_000), "at most `steps`")
        let schedule = fields.optional("schedule", as: Schedule.self, else: .constant)
        let decay = fields.optional("weight_decay", as: Double.self, else: 0.1, check: .within(0...1))
        let beta1 = fields.optional("beta1", as: Double.self, else: 0.9, check: .belowOne, "below 1")
        let beta2 = fields.optional("beta2", as: Double.self, else: 0.95, check: .belowOne, "below 1")
        let epsilon = fields.optional("epsilon", as: Double.self, else: 1e-8, check: .positive(upTo: 1))
        let clip = fields.optional(
            "gradient_clip", as: Double.self, else: 1, check: .within(0...1e6), "0 is no limit")
        let seed = fields.optional("seed", as: Int.self, else: 0, check: .within(0...(1 << 53) - 1))
        if let steps, warmup > steps {
            fields.refuse("warmup_steps", "is \(warmup); expected at most the \(steps) steps")
        }
        guard let steps, let sequences, let context, let rate else { return nil }
        self.init(
            steps: steps, sequencesPerStep: sequences, context: context, learningRate: rate,
            warmupSteps: warmup,
            schedule: schedule, weightDecay: decay, beta1: beta1, beta2: beta2, epsilon: epsilon,
            gradientClip: clip,
            seed: seed)
    }
}

extension PlanResource: SchemaNamed {
    package static var schemaName: String { "Plan" }
}
