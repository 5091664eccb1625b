public import Foundation
public import Mixtures
public import StrictJSON

/// Which estimate a forecast is made from.
public enum ForecastPredictor: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case merge, ensemble
    /// The linear combination of both that fits the reference runs that exist.
    case both
}

/// How a forecast mends an estimate's level.
public enum ForecastCalibration: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case none, affine, isotonic
}

/// The body of `POST /v1/forecasts`: says beforehand what mixtures will be found to be when they are really trained.
public struct ForecastCreation: Codable, Hashable, Sendable {
    /// Most mixtures of one forecast.
    public static let limit = 1_000

    /// The pool's id or name.
    public var pool: String
    /// The evaluation set's id or name.
    public var evaluationSet: String
    /// Each partition name → weight.
    public var mixtures: [[String: Double]]
    /// What the estimate is made from.
    public var predictor: ForecastPredictor
    /// By the reference runs that exist; `both` is always affine.
    public var calibration: ForecastCalibration
    /// What it is about, in words.
    public var note: String?

    public init(
        pool: String, evaluationSet: String, mixtures: [[String: Double]],
        predictor: ForecastPredictor = .merge,
        calibration: ForecastCalibration = .none, note: String? = nil
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.mixtures = mixtures
        self.predictor = predictor
        self.calibration = calibration
        self.note = note
    }
}

extension ForecastCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let pool = fields.required("pool", as: String.self, check: .reference(.pool))
        let set = fields.required("evaluation_set", as: String.self, check: .reference(.evaluationSet))
        let mixtures = fields.required(
            "mixtures", as: [[String: Double]].self, check: .items(1...Self.limit).and(.eachWeights))
        let predictor = fields.optional("predictor", as: ForecastPredictor.self, else: .merge)
        let calibration = fields.optional(
            "calibration", as: ForecastCalibration.self,
            "by the reference runs that exist; `none` when missing, and for `both` always `affine`")
        if predictor == .both, let calibration, calibration != .affine {
            fields.refuse(
                "calibration", "is \(calibration.rawValue); both together are a linear combination: affine")
        }
        let note = fields.optional("note", as: String.self, check: .noLongerThan(2_000))
        guard let pool, let set, let mixtures else { return nil }
        self.init(
            pool: pool, evaluationSet: set, mixtures: mixtures, predictor: predictor,
            calibration: predictor == .both ? .affine : calibration ?? .none, note: note)
    }
}

/// What is predicted of one domain, or of macro, and what was found.
public struct ForecastValue: Codable, Hashable, Sendable {
    /// The domain's name; `macro` for the mean over domains.
    public var name: String
    /// True for the mean over domains: a domain may be called `macro` too.
    public var macro: Bool
    /// Bits per byte.
    public var predicted: Double
    /// Half of the 95 % interval for one run; missing where too few reference runs tell of the error.
    public var margin: Double?
    /// The mean of the reference runs that have come since, bits per byte; missing until there is one.
    public var found: Double?

    public init(name: String, macro: Bool, predicted: Double, margin: Double?, found: Double? = nil) {
        self.name = name
        self.macro = macro
        self.predicted = predicted
        self.margin = margin
        self.found = found
    }
}

/// What is predicted of one mixture.
public struct ForecastMixture: Codable, Hashable, Sendable {
    /// Partition name → weight.
    public var mixture: [String: Double]
    /// Domains in order of name, then macro.
    public var values: [ForecastValue]
    /// In which ways the mixture lies beyond the reference runs that there were; missing where it lies within.
    public var beyond: [String]?
    /// The reference runs that have come since.
    public var referenceRuns: [String]?

    public init(
        mixture: [String: Double], values: [ForecastValue], beyond: [String]? = nil, referenceRuns: [String]? = nil
    ) {
        self.mixture = mixture
        self.values = values
        self.beyond = beyond
        self.referenceRuns = referenceRuns
    }
}

/// What a forecast said, byte for byte: what its hash is of.
public struct ForecastContent: Codable, Hashable, Sendable {
    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// SHA-256 over the evaluation set's documents.
    public var documentsHash: String
    /// What the estimate is made from.
    public var predictor: ForecastPredictor
    /// How the level of the estimate is corrected.
    public var calibration: ForecastCalibration
    /// The reference runs that the calibration was made from.
    public var calibratedOn: [String]
    /// What it is about, in words.
    public var note: String?
    /// Each partition name → weight.
    public var mixtures: [ForecastMixture]
    /// When it was made.
    public var createdAt: Date

    public init(
        pool: String, evaluationSet: String, documentsHash: String, predictor: ForecastPredictor,
        calibration: ForecastCalibration, calibratedOn: [String], note: String?,
        mixtures: [ForecastMixture],
        createdAt: Date
    ) {
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.documentsHash = documentsHash
        self.predictor = predictor
        self.calibration = calibration
        self.calibratedOn = calibratedOn
        self.note = note
        self.mixtures = mixtures
        self.createdAt = createdAt
    }
}

/// How a forecast has held so far, in one domain or macro.
public struct ForecastOutcome: Codable, Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// True for the mean over domains.
    public var macro: Bool
    /// Mixtures that have been found.
    public var points: Int
    /// Of those, how many lie within their interval; missing where the forecast gave none.
    public var within: Int?
    /// Root of the mean squared error, bits per byte; missing until one is found.
    public var error: Double?
    /// Of predicted with found.
    public var correlation: Correlation

    public init(
        name: String, macro: Bool, points: Int, within: Int?, error: Double?, correlation: Correlation
    ) {
        self.name = name
        self.macro = macro
        self.points = points
        self.within = within
        self.error = error
        self.correlation = correlation
    }
}

/// A forecast beside what has been found since.
public struct ForecastResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// The pool's id.
    public var pool: String
    /// The evaluation set's id.
    public var evaluationSet: String
    /// SHA-256 of the content: `GET /v1/forecasts/{id}/content` answers its bytes.
    public var hash: String
    /// What the estimate is made from.
    public var predictor: ForecastPredictor
    /// How the level of the estimate is corrected.
    public var calibration: ForecastCalibration
    /// The reference runs that the calibration was made from, by id.
    public var calibratedOn: [String]
    /// What it is about, in words.
    public var note: String?
    /// Each partition name → weight.
    public var mixtures: [ForecastMixture]
    /// Domains in order of name, then macro.
    public var outcomes: [ForecastOutcome]
    /// What makes scores doubtful.
    public var warnings: [ValidityWarning]
    /// When it was made.
    public var createdAt: Date

    public init(
        id: String, hash: String, content: ForecastContent, mixtures: [ForecastMixture],
        outcomes: [ForecastOutcome],
        warnings: [ValidityWarning]
    ) {
        self.id = id
        self.hash = hash
        pool = content.pool
        evaluationSet = content.evaluationSet
        predictor = content.predictor
        calibration = content.calibration
        calibratedOn = content.calibratedOn
        note = content.note
        createdAt = content.createdAt
        self.mixtures = mixtures
        self.outcomes = outcomes
        self.warnings = warnings
    }
}

extension ForecastValue: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.predicted: "bits per byte",
            .margin: "half the 95 % interval of one run",
            .found: "mean of the runs since",
        ])
    }
}

extension ForecastMixture: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.mixture: .weights(),
            .beyond: "how it lies beyond the reference runs that there were: the interval is withheld",
            .referenceRuns: .ids(.referenceRun, "that have come since"),
        ])
    }
}

extension ForecastOutcome: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.within: "that lie within their interval",
            .error: "root mean square",
            .correlation: "of predicted with found",
        ])
    }
}

extension ForecastContent: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .documentsHash: .sha256(),
            .calibratedOn: .ids(.referenceRun),
        ])
    }
}

extension ForecastResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.pool: .id(.pool),
            .evaluationSet: .id(.evaluationSet),
            .calibratedOn: .ids(.referenceRun),
            .id: .id(.forecast),
            .hash: .sha256("of the content"),
        ])
    }
}
