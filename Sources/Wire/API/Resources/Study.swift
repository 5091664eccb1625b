public import Foundation
public import Mixtures
package import StrictJSON
public import Studies
public import Words

/// The body of `POST /v1/studies`: beside what it is about, the fields of its definition, most of which may be missing.
public struct StudyCreation: Hashable, Sendable {
    /// What it is to be called: 1 to 200 bytes, unique among its kind.
    public var name: String
    /// The pool (id or name).
    public var pool: String
    /// The evaluation set (id or name).
    public var evaluationSet: String
    /// What is searched for, and how.
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
        /// Its id.
        public var id: String
        /// What people call it.
        public var name: String
        /// The pool's id.
        public var pool: String
        /// The evaluation set's id.
        public var evaluationSet: String
        /// Where the work stands.
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
        /// Why it failed; missing unless it did.
        public var error: WorkError?
        /// When it was made.
        public var createdAt: Date
        /// When it ended; missing until then.
        public var finishedAt: Date?

        public init(
            id: String, name: String, pool: String, evaluationSet: String, state: StudyState,
            trials: [String: Int],
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

    /// What it has, and what has become of it.
    public var course: Course
    /// What is searched for, and how.
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
    /// What it is.
    public var kind: StudyStep.Kind
    /// The round whose candidates it proposes.
    public var round: Int
    /// The job's id.
    public var job: String
    /// Where the work stands.
    public var state: JobState
    /// How near a convex search came to the least possible.
    public var certificate: StudyStepResult.Certificate?
    /// What each domain's surrogate is worth on what it did not see.
    public var fits: [StudyStepResult.SurrogateFit]?
    /// How many candidates there were and how many are needed, where there were too few.
    public var evidence: StudyStepResult.Evidence?
    public var moreEvidenceHelps: Bool?

    public init(
        number: Int, kind: StudyStep.Kind, round: Int, job: String, state: JobState,
        result: StudyStepResult?
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
    /// How the models become one; missing for linear merges, ensembles and the base model itself.
    public var recipe: MergeRecipe?
    /// What forward passes are computed in; missing for `f32`.
    public var precision: Precision?
    /// Where the candidate comes from.
    public var origin: TrialOrigin
    /// How the score is obtained.
    public var estimator: Estimator
    /// 0 for baselines, then from 1.
    public var round: Int
    /// Where the work stands.
    public var state: TrialState
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
    /// Why it failed; missing unless it did.
    public var error: WorkError?
    /// When it was made.
    public var createdAt: Date
    /// When it ended; missing until then.
    public var finishedAt: Date?

    /// - Parameters:
    ///   - precision: of the base model, whose trial has no candidate.
    ///   - value: of the trial's losses, by the study's objective.
    public init(
        _ trial: Trial, precision: Precision, value: Double?, evaluation: String?, error: WorkError?, createdAt: Date,
        finishedAt: Date?
    ) {
        number = trial.number
        mixture = trial.mixture?.weights
        recipe = trial.candidate?.recipe.unlessLinear
        self.precision = (trial.candidate?.precision ?? precision).unlessFull
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

extension StudyRace: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.looks: "after how many of the selecting documents",
            .tokens: "of the selecting documents, scored for those who raced",
            .tokensWithout: "that every one of them would have been scored on without a race",
        ])
    }
}

extension StudyStepResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.job: .id(.job)
        ])
    }
}

extension StudyTrialResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights("missing for the base itself"),
            .recipe: "missing for linear merges, ensembles and the base",
            .precision: "of forward passes; `f32` when missing",
            .origin: "strategy, told, verification or baseline/NAME",
            .losses: "bits per byte of the selecting documents by domain",
            .value: "the objective on the selecting documents, in bits per byte",
            .look: "of a race: the last that it was scored for; an eliminated one was dropped at it",
            .evaluation: .id(.evaluation),
        ])
    }
}

extension StudyResource.Course: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.id: .id(.study),
            .pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .trials: "how many stand in each state",
        ])
    }
}

extension StudyResource: Annotated {
    package static var notes: FieldNotes { Course.notes + FieldNotes(of: StudyDefinition.self) }
}
