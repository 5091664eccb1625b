public import Mixtures
public import StrictJSON

/// What `:suggest` answers: trials to be told of.
public struct StudySuggestions: Codable, Hashable, Sendable {
    /// In the order in which they were asked for.
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
        self.init(
            count: fields.optional("count", as: Int.self, else: 1, check: .within(1...Self.limit)))
    }
}

/// The body of `POST /v1/studies/{id}:tell`: a trial that was suggested, or a mixture of one's own.
public struct StudyTelling: Codable, Hashable, Sendable {
    /// The number of a trial that was suggested; or else ``mixture``.
    public var trial: Int?
    /// Partition name → weight.
    public var mixture: [String: Double]?
    /// How the mixture's models become one; what it leaves out is the study's.
    public var recipe: Recipe?
    /// What forward passes of the mixture are computed in; the study's first when missing.
    public var precision: Precision?
    /// Bits per byte by domain; missing has Assay evaluate it.
    public var losses: [String: Double]?

    public init(trial: Int, losses: [String: Double]? = nil) {
        self.trial = trial
        self.losses = losses
    }

    public init(
        mixture: [String: Double], recipe: Recipe? = nil, precision: Precision? = nil, losses: [String: Double]? = nil
    ) {
        self.mixture = mixture
        self.recipe = recipe
        self.precision = precision
        self.losses = losses
    }

    /// As much of a recipe as is named.
    public struct Recipe: Codable, Hashable, Sendable {
        /// The study's first when missing.
        public var method: MergeMethod?
        /// Of those that are left out, the study's values and the middle of its ranges.
        public var parameters: MergeParameters?

        public init(method: MergeMethod? = nil, parameters: MergeParameters? = nil) {
            self.method = method
            self.parameters = parameters
        }
    }
}

extension StudyTelling.Recipe: JSONObjectReadable, SchemaNamed {
    package static var schemaName: String { "StudyTellingRecipe" }

    public init?(reading fields: ObjectReader) {
        self.init(
            method: fields.optional("method", as: MergeMethod.self, "the study's first when missing"),
            parameters: fields.optional(
                "parameters", as: MergeParameters.self,
                "of those that are left out, the study's values and the middle of its ranges"))
    }
}

extension StudyTelling: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["trial", "mixture"])
        let trial = fields.optional(
            "trial", as: Int.self, check: .within(1...1_000_000_000), "a number that was suggested")
        let mixture = fields.optional("mixture", as: [String: Double].self, check: .weights)
        let recipe = fields.optional(
            "recipe", as: Recipe.self, "of the mixture; what it leaves out is the study's")
        let precision = fields.optional(
            "precision", as: Precision.self, "of the mixture's forward passes; the study's first when missing")
        if trial != nil {
            if recipe != nil { fields.refuse("recipe", "stands beside a trial, which has its own") }
            if precision != nil { fields.refuse("precision", "stands beside a trial, which has its own") }
        }
        let losses = fields.optional(
            "losses", as: [String: Double].self, check: .notEmpty.and(.losses),
            "bits per byte by domain; missing has it evaluated here")
        for (domain, loss) in (losses ?? [:]).sorted(by: { $0.key < $1.key })
        where !(0...1_024).contains(loss) {
            fields.findings.add(
                fields.pointer.appending("losses").appending(domain),
                "is \(loss); expected bits per byte, 0 to 1024")
        }
        if let trial {
            self.init(trial: trial, losses: losses)
        } else if let mixture {
            self.init(mixture: mixture, recipe: recipe, precision: precision, losses: losses)
        } else {
            return nil
        }
    }
}
