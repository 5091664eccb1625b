public import Foundation
public import StrictJSON
public import Words

/// Where a training run starts: `{"checkpoint": id}` or `{"configuration": {…}}`, drawn at random by the plan's seed.
public enum TrainingStart: Codable, Hashable, Sendable {
    case checkpoint(String)
    /// The keys of a `config.json`.
    case configuration([String: JSONValue])

    private enum CodingKeys: String, CodingKey { case checkpoint, configuration }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let checkpoint = try container.decodeIfPresent(String.self, forKey: .checkpoint) {
            self = .checkpoint(checkpoint)
        } else {
            self = .configuration(try container.decode([String: JSONValue].self, forKey: .configuration))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .checkpoint(let checkpoint): try container.encode(checkpoint, forKey: .checkpoint)
        case .configuration(let keys): try container.encode(keys, forKey: .configuration)
        }
    }
}

extension TrainingStart: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["checkpoint", "configuration"])
        let checkpoint = fields.optional("checkpoint", as: String.self, check: .reference(.checkpoint))
        let configuration = fields.optional(
            "configuration", as: [String: JSONValue].self, "the keys of a Llama's config.json")
        if let checkpoint {
            self = .checkpoint(checkpoint)
        } else if let configuration {
            self = .configuration(configuration)
        } else {
            return nil
        }
    }
}

/// The body of `POST /v1/training-runs`.
public struct TrainingRunCreation: Codable, Hashable, Sendable {
    /// What it is to be called: 1 to 200 bytes, unique among its kind.
    public var name: String
    /// What it is.
    public var kind: TrainingKind
    /// Where training starts.
    public var start: TrainingStart
    /// Partition id or name → weight, the probability of drawing a sequence from it; the weights sum to 1.
    public var data: [String: Double]
    /// The corpus in which names of partitions are looked up.
    public var corpus: String
    /// How training goes on.
    public var plan: PlanResource

    public init(
        name: String, kind: TrainingKind, start: TrainingStart, data: [String: Double],
        corpus: String = "default",
        plan: PlanResource
    ) {
        self.name = name
        self.kind = kind
        self.start = start
        self.data = data
        self.corpus = corpus
        self.plan = plan
    }
}

extension TrainingRunCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: .name(of: .trainingRun))
        let kind = fields.required("kind", as: TrainingKind.self)
        let start = fields.required("start", as: TrainingStart.self)
        let data = fields.required(
            "data", as: [String: Double].self, check: .weights,
            "partition name or id → weight; the weights sum to 1")
        let corpus = fields.optional(
            "corpus", as: String.self, else: "default", check: .name,
            "where names of partitions are looked up")
        let plan = fields.required("plan", as: PlanResource.self)
        guard let name, let kind, let start, let data, let plan else { return nil }
        self.init(name: name, kind: kind, start: start, data: data, corpus: corpus, plan: plan)
    }
}

/// A point of a loss curve.
public struct LossPoint: Codable, Hashable, Sendable {
    /// Steps done, from 1.
    public var step: Int
    /// Mean loss of the step's tokens, in nats.
    public var loss: Double

    public init(step: Int, loss: Double) {
        self.step = step
        self.loss = loss
    }
}

extension LossPoint: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let step = fields.required("step", as: Int.self, check: .within(0...10_000_000))
        let loss = fields.required("loss", as: Double.self)
        guard let step, let loss else { return nil }
        self.init(step: step, loss: loss)
    }
}

/// One partition of a training run's data.
public struct TrainingShare: Codable, Hashable, Sendable {
    /// The partition's id.
    public var partition: String
    /// What people call it.
    public var name: String
    /// Its share of the mixture: 0 to 1.
    public var weight: Double

    public init(partition: String, name: String, weight: Double) {
        self.partition = partition
        self.name = name
        self.weight = weight
    }
}

/// Continued training of a checkpoint on partitions.
public struct TrainingRunResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// What people call it.
    public var name: String
    /// What it is.
    public var kind: TrainingKind
    /// Where the work stands.
    public var state: JobState
    /// Where training starts.
    public var start: TrainingStart
    /// The corpus that it belongs to, by name.
    public var corpus: String
    public var data: [TrainingShare]
    /// How training goes on.
    public var plan: PlanResource
    /// The job's id.
    public var job: String
    /// The checkpoint that it made, once it has succeeded.
    public var checkpoint: String?
    /// Tokens trained on so far.
    public var tokens: Int
    /// Points of the loss curve, in order.
    public var losses: [LossPoint]
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it was made.
    public var createdAt: Date
    /// When it ended; missing until then.
    public var finishedAt: Date?

    public init(
        id: String, name: String, kind: TrainingKind, state: JobState, start: TrainingStart,
        corpus: String,
        data: [TrainingShare], plan: PlanResource, job: String, checkpoint: String?, tokens: Int,
        losses: [LossPoint], error: WorkError?, createdAt: Date, finishedAt: Date?
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.state = state
        self.start = start
        self.corpus = corpus
        self.data = data
        self.plan = plan
        self.job = job
        self.checkpoint = checkpoint
        self.tokens = tokens
        self.losses = losses
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

extension TrainingShare: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.partition: .id(.partition)
        ])
    }
}

extension TrainingRunResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.trainingRun),
            .job: .id(.job),
            .checkpoint: .id(.checkpoint),
        ])
    }
}
