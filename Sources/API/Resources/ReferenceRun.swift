public import Foundation

/// The body of `POST /v1/reference-runs`: a model really trained on a mixture, by a training run here or elsewhere.
public struct ReferenceRunCreation: Codable, Hashable, Sendable {
    public var pool: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    /// The training run that made the model; or else ``checkpoint``.
    public var trainingRun: String?
    public var checkpoint: String?

    public init(
        pool: String, mixture: [String: Double], normalize: Bool = false, trainingRun: String? = nil,
        checkpoint: String? = nil
    ) {
        self.pool = pool
        self.mixture = mixture
        self.normalize = normalize
        self.trainingRun = trainingRun
        self.checkpoint = checkpoint
    }
}

extension ReferenceRunCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let pool = fields.required("pool", as: String.self)
        let mixture = fields.required("mixture", as: [String: Double].self)
        let normalize = fields.optional("normalize", as: Bool.self) ?? false
        fields.exactlyOne(of: ["training_run", "checkpoint"])
        let trainingRun = fields.optional("training_run", as: String.self)
        let checkpoint = fields.optional("checkpoint", as: String.self)
        guard let pool, let mixture else { return nil }
        self.init(
            pool: pool, mixture: mixture, normalize: normalize, trainingRun: trainingRun, checkpoint: checkpoint)
    }
}

/// The truth that estimates of a mixture are held against.
public struct ReferenceRunResource: Codable, Hashable, Sendable {
    public var id: String
    public var pool: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]
    public var trainingRun: String?
    /// Missing until the training run has succeeded.
    public var checkpoint: String?
    public var createdAt: Date

    public init(
        id: String, pool: String, mixture: [String: Double], trainingRun: String?, checkpoint: String?,
        createdAt: Date
    ) {
        self.id = id
        self.pool = pool
        self.mixture = mixture
        self.trainingRun = trainingRun
        self.checkpoint = checkpoint
        self.createdAt = createdAt
    }
}
