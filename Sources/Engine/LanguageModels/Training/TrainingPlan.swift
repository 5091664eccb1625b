import Foundation

/// How a model is trained: everything but its configuration, its start and its data.
public struct TrainingPlan: Codable, Hashable, Sendable {
    /// What the learning rate does after the warm-up.
    public enum Schedule: String, Codable, Hashable, Sendable, CaseIterable {
        /// Stays at its peak.
        case constant
        /// Falls along half a cosine towards a tenth of its peak, which it would have one step after the last: at the
        /// last of 10 steps it is 0.122 of the peak, of 60 0.101.
        case cosine
    }

    /// How many updates of the parameters are made.
    public var steps: Int
    /// Sequences whose mean gradient one step takes.
    public var sequencesPerStep: Int
    /// Tokens of a sequence.
    public var context: Int
    /// At its peak.
    public var learningRate: Double
    /// Steps over which the learning rate rises from 0 in equal parts.
    public var warmupSteps: Int
    /// What the learning rate does after the warm-up.
    public var schedule: Schedule
    /// Decoupled, on matrices only: norms and biases are not decayed.
    public var weightDecay: Double
    /// The share that AdamW's mean of gradients keeps from step to step.
    public var beta1: Double
    /// The share that AdamW's mean of squared gradients keeps from step to step.
    public var beta2: Double
    /// Added to the root of the mean of squared gradients before it divides.
    public var epsilon: Double
    /// The largest norm of the gradient of all parameters together; above it the gradient is scaled down.
    ///
    /// 0 leaves it as it is.
    public var gradientClip: Double
    /// Of the order of the data; a random start has its own.
    public var seed: UInt64

    public init(
        steps: Int, sequencesPerStep: Int, context: Int, learningRate: Double, warmupSteps: Int = 0,
        schedule: Schedule = .cosine, weightDecay: Double = 0.1, beta1: Double = 0.9, beta2: Double = 0.95,
        epsilon: Double = 1e-8, gradientClip: Double = 1, seed: UInt64 = 0
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

    /// Tokens that the whole plan predicts.
    public var tokens: Int {
        let (perStep, overflowed) = sequencesPerStep.multipliedReportingOverflow(by: context)
        let (total, overflowedAgain) = perStep.multipliedReportingOverflow(by: steps)
        return overflowed || overflowedAgain ? Int.max : total
    }

    /// The learning rate of a step, counted from 0.
    public func learningRate(atStep step: Int) -> Double {
        if step < warmupSteps { return learningRate * Double(step + 1) / Double(warmupSteps) }
        switch schedule {
        case .constant:
            return learningRate
        case .cosine:
            let length = max(steps - warmupSteps, 1)
            let share = min(Double(step - warmupSteps) / Double(length), 1)
            return learningRate * (0.1 + 0.9 * 0.5 * (1 + cos(Double.pi * share)))
        }
    }

    /// Checks every number, and the context against the model's.
    ///
    /// - Throws: ``LanguageModelError`` that names each number that is out of its range.
    public func validate(for configuration: ModelConfiguration) throws {
        var problems: [String] = []
        if let obstacle = configuration.obstacleToTraining { problems.append(obstacle) }
        func check(_ name: String, _ value: some Comparable, _ isRight: Bool, _ expected: String) {
            if !isRight { problems.append("\(name) is \(value); must be \(expected)") }
        }
        check("steps", steps, 1...10_000_000 ~= steps, "1 to 10000000")
        check("sequences_per_step", sequencesPerStep, 1...65_536 ~= sequencesPerStep, "1 to 65536")
        let longest = min(configuration.maximumPositions, 1 << 20)
        check("context", context, 1...longest ~= context, "1 to the model's \(longest)")
        check("learning_rate", learningRate, learningRate > 0 && learningRate.isFinite, "above 0")
        check("warmup_steps", warmupSteps, 0...max(steps, 0) ~= warmupSteps, "0 to the number of steps")
        check("weight_decay", weightDecay, weightDecay >= 0 && weightDecay.isFinite, "0 or above")
        check("beta1", beta1, beta1 >= 0 && beta1 < 1, "0 or above and below 1")
        check("beta2", beta2, beta2 >= 0 && beta2 < 1, "0 or above and below 1")
        check("epsilon", epsilon, epsilon > 0 && epsilon.isFinite, "above 0")
        check("gradient_clip", gradientClip, gradientClip >= 0 && gradientClip.isFinite, "0 (none) or above")
        guard !problems.isEmpty else { return }
        throw LanguageModelError(.invalidPlan, problems.joined(separator: "; "))
    }
}
