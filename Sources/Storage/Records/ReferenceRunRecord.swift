/// A model really trained on a mixture: the truth that estimates are held against.
public struct ReferenceRunRecord: Hashable, Sendable {
    /// The weight of one partition, by the name that the pool gives it.
    public struct Weight: Hashable, Sendable {
        public var partition: String
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
    }

    public var id: Identifier
    public var pool: Identifier
    /// In order of name; the weights sum to 1.
    public var mixture: [Weight]
    public var model: Model
    public var createdAt: Timestamp

    public init(id: Identifier, pool: Identifier, mixture: [Weight], model: Model, createdAt: Timestamp) {
        self.id = id
        self.pool = pool
        self.mixture = mixture
        self.model = model
        self.createdAt = createdAt
    }
}
