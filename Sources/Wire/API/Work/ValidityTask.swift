public import StrictJSON

/// A partition model of a pool, as a worker measures it.
public struct TaskModel: Codable, Hashable, Sendable {
    /// The partition's name.
    public var partition: String
    /// The checkpoint's id.
    public var checkpoint: TaskCheckpoint

    public init(partition: String, checkpoint: TaskCheckpoint) {
        self.partition = partition
        self.checkpoint = checkpoint
    }
}

/// Measure how far partition models have moved from their base.
public struct ValidityTask: Codable, Hashable, Sendable {
    /// The base model's checkpoint, by id.
    public var base: TaskCheckpoint
    /// In the order of the partitions' names.
    public var models: [TaskModel]

    public init(base: TaskCheckpoint, models: [TaskModel]) {
        self.base = base
        self.models = models
    }
}

/// How alike two partition models have moved.
public struct DisplacementCosine: Codable, Hashable, Sendable {
    /// The partition whose name comes first.
    public var first: String
    /// The partition whose name comes second.
    public var second: String
    /// Of the differences from the base; missing where one of the two has not moved.
    public var cosine: Double?

    public init(first: String, second: String, cosine: Double?) {
        self.first = first
        self.second = second
        self.cosine = cosine
    }
}

extension DisplacementCosine: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let first = fields.required("first", as: String.self)
        let second = fields.required("second", as: String.self)
        let cosine = fields.optional("cosine", as: Double.self, check: .within(-1...1))
        guard let first, let second else { return nil }
        self.init(first: first, second: second, cosine: cosine)
    }
}

/// What came of measuring a pool's validity.
public struct ValidityResult: Codable, Hashable, Sendable {
    public var members: [MemberDisplacement]
    /// Every pair once.
    public var cosines: [DisplacementCosine]

    public init(members: [MemberDisplacement], cosines: [DisplacementCosine]) {
        self.members = members
        self.cosines = cosines
    }
}

extension ValidityResult: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let members = fields.required(
            "members", as: [MemberDisplacement].self, check: .items(1...100_000))
        let cosines = fields.required(
            "cosines", as: [DisplacementCosine].self, "every pair once, in order of names")
        guard let members, let cosines else { return nil }
        self.init(members: members, cosines: cosines)
    }
}
