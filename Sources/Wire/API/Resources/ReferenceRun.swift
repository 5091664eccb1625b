public import Foundation
public import StrictJSON

/// The sums over one domain of an evaluation set, as they are brought from elsewhere.
public struct ReferenceSums: Codable, Hashable, Sendable {
    /// How many documents.
    public var documents: Int
    /// How many tokens.
    public var tokens: Int
    /// How many words.
    public var words: Int
    /// How many characters: Unicode scalars of the text.
    public var characters: Int
    /// How many bytes.
    public var bytes: Int
    /// Negative log-likelihood in nats, summed over tokens.
    public var nll: Double

    public init(documents: Int, tokens: Int, words: Int, characters: Int, bytes: Int, nll: Double) {
        self.documents = documents
        self.tokens = tokens
        self.words = words
        self.characters = characters
        self.bytes = bytes
        self.nll = nll
    }
}

extension ReferenceSums: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let count = FieldCheck<Int>.within(1...(1 << 53) - 1)
        let documents = fields.required("documents", as: Int.self, check: count)
        let tokens = fields.required("tokens", as: Int.self, check: count)
        let words = fields.required("words", as: Int.self, check: count)
        let characters = fields.required("characters", as: Int.self, check: count)
        let bytes = fields.required("bytes", as: Int.self, check: count)
        let nll = fields.required("nll", as: Double.self, check: .within(0...1e300), "nats, summed")
        guard let documents, let tokens, let words, let characters, let bytes, let nll else {
            return nil
        }
        self.init(
            documents: documents, tokens: tokens, words: words, characters: characters, bytes: bytes,
            nll: nll)
    }
}

/// How a reference run was trained, as far as is known; of a training run here, the run tells.
public struct ReferenceTraining: Codable, Hashable, Sendable {
    /// Tokens trained on.
    public var tokens: Int?
    /// Whatever stands for learning rates, batch and steps: equal for equal schedules.
    public var schedule: String?
    /// What identifies the model that training continues: a checkpoint's hash, or any name.
    public var base: String?
    /// What random draws started from.
    public var seed: Int?

    public init(tokens: Int? = nil, schedule: String? = nil, base: String? = nil, seed: Int? = nil) {
        self.tokens = tokens
        self.schedule = schedule
        self.base = base
        self.seed = seed
    }
}

extension ReferenceTraining: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        tokens = fields.optional(
            "tokens", as: Int.self, check: .within(1...(1 << 53) - 1), "trained on")
        schedule = fields.optional(
            "schedule", as: String.self, check: .noLongerThan(2_000), "equal for equal schedules")
        base = fields.optional(
            "base", as: String.self, check: .name, "what identifies the model that training continues")
        seed = fields.optional("seed", as: Int.self, check: .within(0...(1 << 53) - 1))
    }
}

/// The body of `POST /v1/reference-runs`: a model really trained on a mixture, by a training run here or elsewhere.
public struct ReferenceRunCreation: Codable, Hashable, Sendable {
    /// The pool's id or name.
    public var pool: String
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Whether weights that do not sum to 1 are divided by their sum.
    public var normalize: Bool
    /// The training run that made the model; or else ``checkpoint``, or ``scores``.
    public var trainingRun: String?
    /// The checkpoint's id or name.
    public var checkpoint: String?
    /// What ``scores`` are of.
    public var evaluationSet: String?
    /// Domain → sums: the scores of a model that is not here, on every domain of the evaluation set.
    public var scores: [String: ReferenceSums]?
    /// Of a model that was trained elsewhere.
    public var training: ReferenceTraining?

    public init(
        pool: String, mixture: [String: Double], normalize: Bool = false, trainingRun: String? = nil,
        checkpoint: String? = nil, evaluationSet: String? = nil, scores: [String: ReferenceSums]? = nil,
        training: ReferenceTraining? = nil
    ) {
        self.pool = pool
        self.mixture = mixture
        self.normalize = normalize
        self.trainingRun = trainingRun
        self.checkpoint = checkpoint
        self.evaluationSet = evaluationSet
        self.scores = scores
        self.training = training
    }
}

extension ReferenceRunCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let pool = fields.required("pool", as: String.self, check: .reference(.pool))
        let mixture = fields.required("mixture", as: [String: Double].self, check: .weights)
        let normalize = fields.optional(
            "normalize", as: Bool.self, else: false, "divide the weights by their sum")
        fields.exactlyOne(of: ["training_run", "checkpoint", "scores"])
        let trainingRun = fields.optional(
            "training_run", as: String.self, check: .reference(.trainingRun))
        let checkpoint = fields.optional("checkpoint", as: String.self, check: .reference(.checkpoint))
        let scores = fields.optional(
            "scores", as: [String: ReferenceSums].self, check: .notEmpty,
            "domain → sums, of a model that is not here")
        let set = fields.optional(
            "evaluation_set", as: String.self, check: .reference(.evaluationSet), "what `scores` are of")
        if scores != nil, !fields.has("evaluation_set") {
            fields.refuse("evaluation_set", "is missing; expected what the scores are of")
        }
        if !fields.has("scores"), fields.has("evaluation_set") {
            fields.refuse("evaluation_set", "says what scores are of, and there are no scores")
        }
        let training = fields.optional(
            "training", as: ReferenceTraining.self, "of a model that was trained elsewhere")
        if fields.has("training_run"), fields.has("training") {
            fields.refuse("training", "is told by the training run; expected none")
        }
        guard let pool, let mixture else { return nil }
        self.init(
            pool: pool, mixture: mixture, normalize: normalize, trainingRun: trainingRun,
            checkpoint: checkpoint,
            evaluationSet: set, scores: scores, training: training)
    }
}

/// The truth that estimates of a mixture are held against.
public struct ReferenceRunResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// The pool's id.
    public var pool: String
    /// Partition name → weight; the weights sum to 1.
    public var mixture: [String: Double]
    /// The training run's id.
    public var trainingRun: String?
    /// Missing until the training run has succeeded, and where only scores were brought.
    public var checkpoint: String?
    /// What the scores that were brought are of.
    public var evaluationSet: String?
    /// The scores that were brought.
    public var score: ScoreResource?
    /// As far as is known.
    public var training: ReferenceTraining
    /// How often each partition's tokens were seen; missing where the tokens trained on are not known.
    public var repetitions: [String: Double]?
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, pool: String, mixture: [String: Double], trainingRun: String?, checkpoint: String?,
        evaluationSet: String? = nil, score: ScoreResource? = nil,
        training: ReferenceTraining = ReferenceTraining(),
        repetitions: [String: Double]? = nil, createdAt: Date
    ) {
        self.id = id
        self.pool = pool
        self.mixture = mixture
        self.trainingRun = trainingRun
        self.checkpoint = checkpoint
        self.evaluationSet = evaluationSet
        self.score = score
        self.training = training
        self.repetitions = repetitions
        self.createdAt = createdAt
    }
}

extension ReferenceRunResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.referenceRun),
            .pool: .id(.pool),
            .mixture: .weights(),
            .trainingRun: .id(.trainingRun),
            .checkpoint: .id(.checkpoint),
            .evaluationSet: .id(.evaluationSet),
            .score: "that was brought",
            .repetitions: "partition name → how often its tokens were seen",
        ])
    }
}
