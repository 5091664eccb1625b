public import Foundation
public import Mixtures
public import StrictJSON
public import Studies

/// Where a study stands.
public enum StudyState: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// Evaluates, computes, or waits to be told.
    case running
    case succeeded, failed, cancelled

    /// Whether nothing more will happen.
    public var isFinal: Bool { self != .running }
}

/// The body of `POST /v1/studies`: beside what it is about, the fields of its definition, most of which may be missing.
public struct StudyCreation: Hashable, Sendable {
    public var name: String
    /// The pool (id or name).
    public var pool: String
    /// The evaluation set (id or name).
    public var evaluationSet: String
    public var definition: StudyDefinition

    public init(name: String, pool: String, evaluationSet: String, definition: StudyDefinition) {
        self.name = name
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.definition = definition
    }
}

extension StudyCreation: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, pool, evaluationSet
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            pool: try container.decode(String.self, forKey: .pool),
            evaluationSet: try container.decode(String.self, forKey: .evaluationSet),
            definition: try StudyDefinition(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try definition.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(pool, forKey: .pool)
        try container.encode(evaluationSet, forKey: .evaluationSet)
    }
}

/// A search over the mixtures of a pool.
public struct StudyResource: Hashable, Sendable {
    /// What it has and what has become of it, beside its definition.
    public struct Course: Codable, Hashable, Sendable {
        public var id: String
        public var name: String
        public var pool: String
        public var evaluationSet: String
        public var state: StudyState
        /// How many trials stand in each state; states without trials are left out.
        public var trials: [String: Int]
        /// What workers computed for it, in order.
        public var steps: [StudyStepResource]
        /// Why it ended, if it did by itself.
        public var end: StudyEnd?
        /// The mixture that it found; missing while it runs, and when there is none.
        public var answer: StudyAnswer?
        /// What racing spared; missing without racing, and until the study has ended by itself.
        public var race: StudyRace?
        /// What makes scores of the pool's merges doubtful.
        public var warnings: [ValidityWarning]
        public var error: WorkError?
        public var createdAt: Date
        public var finishedAt: Date?

        public init(
            id: String, name: String, pool: String, evaluationSet: String, state: StudyState, trials: [String: Int],
            steps: [StudyStepResource], end: StudyEnd?, answer: StudyAnswer?,
            race: StudyRace? = nil, warnings: [ValidityWarning],
            error: WorkError?, createdAt: Date, finishedAt: Date?
        ) {
            self.id = id
            self.name = name
            self.pool = pool
            self.evaluationSet = evaluationSet
            self.state = state
            self.trials = trials
            self.steps = steps
            self.end = end
            self.answer = answer
            self.race = race
            self.warnings = warnings
            self.error = error
            self.createdAt = createdAt
            self.finishedAt = finishedAt
        }
    }

    public var course: Course
    public var definition: StudyDefinition

    public init(_ course: Course, definition: StudyDefinition) {
        self.course = course
        self.definition = definition
    }
}

extension StudyResource: Codable {
    /// Both stand in one object.
    public init(from decoder: any Decoder) throws {
        self.init(try Course(from: decoder), definition: try StudyDefinition(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try course.encode(to: encoder)
        try definition.encode(to: encoder)
    }
}

/// What a race of a study's candidates came to.
public struct StudyRace: Codable, Hashable, Sendable {
    /// After how many of the selecting documents was looked; the last is all of them.
    public var looks: [Int]
    /// How many raced.
    public var candidates: Int
    /// How many were dropped before all documents were scored.
    public var eliminated: Int
    /// Tokens of the selecting documents that were scored for those who raced.
    public var tokens: Int
    /// Tokens that every one of them would have been scored on without a race.
    public var tokensWithout: Int

    public init(looks: [Int], candidates: Int, eliminated: Int, tokens: Int, tokensWithout: Int) {
        self.looks = looks
        self.candidates = candidates
        self.eliminated = eliminated
        self.tokens = tokens
        self.tokensWithout = tokensWithout
    }
}

/// Something that a worker computed for a study: proposals from the ensemble or from surrogates.
public struct StudyStepResource: Codable, Hashable, Sendable {
    /// From 1.
    public var number: Int
    public var kind: StudyStep.Kind
    /// The round whose candidates it proposes.
    public var round: Int
    public var job: String
    public var state: WorkState
    /// How near a convex search came to the least possible.
    public var certificate: StudyStepResult.Certificate?
    /// What each domain's surrogate is worth on what it did not see.
    public var fits: [StudyStepResult.SurrogateFit]?
    /// How many candidates there were and how many are needed, where there were too few.
    public var evidence: StudyStepResult.Evidence?
    public var moreEvidenceHelps: Bool?

    public init(
        number: Int, kind: StudyStep.Kind, round: Int, job: String, state: WorkState, result: StudyStepResult?
    ) {
        self.number = number
        self.kind = kind
        self.round = round
        self.job = job
        self.state = state
        certificate = result?.certificate
        fits = result?.fits
        evidence = result?.evidence
        moreEvidenceHelps = result?.moreEvidenceHelps
    }
}

/// One candidate of a study under one estimator.
public struct StudyTrialResource: Codable, Hashable, Sendable {
    /// From 1, in the order in which the study asked.
    public var number: Int
    /// Partition name → weight; missing for the base model itself.
    public var mixture: [String: Double]?
    public var origin: TrialOrigin
    public var estimator: Estimator
    /// 0 for baselines, then from 1.
    public var round: Int
    public var state: Trial.State
    /// Bits per byte of the selecting part by domain, once scored.
    public var losses: [String: Double]?
    /// The objective on the selecting part, in bits per byte, once scored.
    public var value: Double?
    /// The last look of a race that its documents were scored for: an eliminated trial was dropped at it.
    ///
    /// Missing outside of races, and before the first look.
    public var look: Int?
    /// The evaluation that scores it, of a race the last; missing where the score was told, or is still to be.
    public var evaluation: String?
    public var error: WorkError?
    public var createdAt: Date
    public var finishedAt: Date?

    public init(
        _ trial: Trial, value: Double?, evaluation: String?, error: WorkError?, createdAt: Date, finishedAt: Date?
    ) {
        number = trial.number
        mixture = trial.mixture?.weights
        origin = trial.origin
        estimator = trial.estimator
        round = trial.round
        state = trial.state
        losses = trial.losses
        self.value = value
        look = trial.look > 0 ? trial.look : nil
        self.evaluation = evaluation
        self.error = error
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// What `:suggest` answers: trials to be told of.
public struct StudySuggestions: Codable, Hashable, Sendable {
    public var trials: [StudyTrialResource]

    public init(trials: [StudyTrialResource]) {
        self.trials = trials
    }
}

/// The body of `POST /v1/studies/{id}:suggest`.
public struct StudySuggestionRequest: Codable, Hashable, Sendable {
    /// Most suggestions at once.
    public static let limit = 1_000

    public var count: Int

    public init(count: Int = 1) {
        self.count = count
    }
}

extension StudySuggestionRequest: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init(count: fields.optional("count", as: Int.self, check: Check.within(1...Self.limit)) ?? 1)
    }
}

/// The body of `POST /v1/studies/{id}:tell`: a trial that was suggested, or a mixture of one's own.
public struct StudyTelling: Codable, Hashable, Sendable {
    /// The number of a trial that was suggested; or else ``mixture``.
    public var trial: Int?
    /// Partition name → weight.
    public var mixture: [String: Double]?
    /// Bits per byte by domain; missing has Assay evaluate it.
    public var losses: [String: Double]?

    public init(trial: Int, losses: [String: Double]? = nil) {
        self.trial = trial
        self.losses = losses
    }

    public init(mixture: [String: Double], losses: [String: Double]? = nil) {
        self.mixture = mixture
        self.losses = losses
    }
}

extension StudyTelling: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["trial", "mixture"])
        let trial = fields.optional("trial", as: Int.self, check: Check.within(1...1_000_000_000))
        let mixture = fields.optional("mixture", as: [String: Double].self)
        let losses = fields.optional("losses", as: [String: Double].self, check: Check.notEmpty)
        for (domain, loss) in (losses ?? [:]).sorted(by: { $0.key < $1.key }) where !(0...1_024).contains(loss) {
            fields.findings.add(
                fields.pointer.appending("losses").appending(domain), "is \(loss); expected bits per byte, 0 to 1024")
        }
        if let trial {
            self.init(trial: trial, losses: losses)
        } else if let mixture {
            self.init(mixture: mixture, losses: losses)
        } else {
            return nil
        }
    }
}
