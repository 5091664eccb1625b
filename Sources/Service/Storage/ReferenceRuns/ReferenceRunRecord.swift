/// A model really trained on a mixture: the truth that estimates are held against.
public struct ReferenceRunRecord: Hashable, Sendable {
    /// The weight of one partition, by the name that the pool gives it.
    public struct Weight: Hashable, Sendable {
        /// The partition's name in the pool.
        public var partition: String
        /// Its share of the training data, from 0 to 1.
        public var weight: Double

        public init(partition: String, weight: Double) {
            self.partition = partition
            self.weight = weight
        }
    }

    /// Where the model comes from.
    public enum Model: Hashable, Sendable {
        case trainingRun(Identifier)
        case checkpoint(Identifier)
        /// Not here: its sums over each domain of an evaluation set, in order of name, brought from elsewhere.
        case scores(evaluationSet: Identifier, [EvaluationRecord.DomainScore])
    }

    /// What is said of how a model was trained that was trained elsewhere.
    public struct Training: Hashable, Sendable {
        /// Tokens trained on.
        public var tokens: Int?
        /// The learning rate's schedule, in the words of whoever brought it.
        public var schedule: String?
        /// What identifies the model that it continues.
        public var base: String?
        /// The seed that the run was trained with.
        public var seed: Int?

        public init(tokens: Int? = nil, schedule: String? = nil, base: String? = nil, seed: Int? = nil) {
            self.tokens = tokens
            self.schedule = schedule
            self.base = base
            self.seed = seed
        }
    }

    public var id: Identifier
    public var pool: Identifier
    /// In order of name; the weights sum to 1.
    public var mixture: [Weight]
    /// What it is known by: a model, or its scores.
    public var model: Model
    /// Of a training run here this is empty: the run tells.
    public var training: Training
    public var createdAt: Timestamp

    public init(
        id: Identifier, pool: Identifier, mixture: [Weight], model: Model, training: Training = Training(),
        createdAt: Timestamp
    ) {
        self.id = id
        self.pool = pool
        self.mixture = mixture
        self.model = model
        self.training = training
        self.createdAt = createdAt
    }
}
