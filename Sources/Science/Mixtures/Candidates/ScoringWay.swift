/// How documents are cut into windows and what is summed.
public enum ScoringProtocol: String, Codable, Hashable, Sendable, CaseIterable {
    case rolling1 = "rolling-1"
}

/// What a question may choose of how candidates are scored; what it leaves open comes from the models and the
/// evaluation set.
public struct ScoringOptions: Codable, Hashable, Sendable {
    public var precision: Precision
    /// Tokens of context; the models' own when missing.
    public var context: Int?
    /// Which documents of the set are scored; all when missing.
    public var part: DocumentPart?

    public init(precision: Precision = .f32, context: Int? = nil, part: DocumentPart? = nil) {
        self.precision = precision
        self.context = context
        self.part = part
    }
}

/// How a candidate is scored: all that its score depends on besides models, weights, tokenizer and documents.
///
/// Evaluation keys, stored candidates, tasks, resources and batches hold this one value, so an option of an evaluation
/// is added here: to what may be asked, to what is settled, to its JSON form and to the material of keys.
public struct ScoringWay: Hashable, Sendable {
    /// How the models become one: linear for a model on its own, and for an ensemble.
    public var recipe: MergeRecipe
    public var estimator: Estimator
    public var precision: Precision
    /// Tokens of context.
    public var context: Int
    /// The documents of the set that are scored; all when missing.
    public var part: DocumentPart?
    public var `protocol`: ScoringProtocol

    public init(
        recipe: MergeRecipe = .linear, estimator: Estimator = .merge, precision: Precision = .f32, context: Int,
        part: DocumentPart? = nil, protocol: ScoringProtocol = .rolling1
    ) {
        self.recipe = recipe
        self.estimator = estimator
        self.precision = precision
        self.context = context
        self.part = part
        self.protocol = `protocol`
    }

    /// The way that a question asks for, by the protocol that this version scores by.
    ///
    /// - Parameter ownContext: the models' own context, in tokens.
    public init(
        recipe: MergeRecipe = .linear, estimator: Estimator = .merge, _ options: ScoringOptions = ScoringOptions(),
        ownContext: Int
    ) {
        self.init(
            recipe: recipe, estimator: estimator, precision: options.precision,
            context: options.context ?? ownContext, part: options.part)
    }

    public var method: MergeMethod { recipe.method }

    /// A value for each parameter that the method has; `nil` when it has none.
    public var parameters: MergeParameters? { recipe.method.parameters.isEmpty ? nil : recipe.parameters }

    /// How one model is scored on its own and on all documents, with the rest as it is.
    public var ofOneModel: ScoringWay {
        var way = self
        way.recipe = .linear
        way.part = nil
        return way
    }

    /// What evaluations of the same pool and evaluation set have in common when they cost less together than one by
    /// one; `nil` for one that is scored alone.
    ///
    /// Linear merges read each model once for all. Ensembles lay out their models' probabilities once for all, whatever
    /// part of the documents each is of.
    public var batch: ScoringWay? {
        guard method == .linear else { return nil }
        return estimator == .merge ? self : ofOneModel
    }
}

extension ScoringWay {
    /// `name=value` of what keys have had from the start, in a fixed order: equal for equal ways only, but for what
    /// ``laterMaterial`` tells.
    package var material: [String] {
        [
            "estimator=\(estimator.rawValue)", "method=\(recipe.material)", "precision=\(precision.rawValue)",
            "context=\(context)", "protocol=\(self.protocol.rawValue)",
        ]
    }

    /// `name=value` of options that came later, and only where they are not what was done before there were any: scores
    /// keep their keys.
    package var laterMaterial: [String] {
        part.map { ["part=\($0.material)"] } ?? []
    }
}

/// The fields stand in one object with those of what holds the way: code it by the holder's own coder.
extension ScoringWay {
    /// Which of the fields an object holds, and under which names.
    public enum Form: Sendable {
        /// All of them.
        case whole
        /// All of them as the service stores them, where the protocol has a longer name.
        case stored
        /// Those that matter to one model on all documents: not how models become one, nor which documents are scored.
        case oneModel
    }

    private enum CodingKeys: String, CodingKey {
        case estimator, precision, context, part
        case `protocol`
        case storedProtocol = "scoringProtocol"
    }

    /// Reads the fields of a form.
    ///
    /// - Throws: `DecodingError` for a field that is missing or of another type; ``MergeRecipeError`` for parameters
    ///   that the method cannot have.
    public init(from decoder: any Decoder, as form: Form) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            precision: try container.decode(Precision.self, forKey: .precision),
            context: try container.decode(Int.self, forKey: .context),
            protocol: try container.decode(
                ScoringProtocol.self, forKey: form == .stored ? .storedProtocol : .protocol))
        guard form != .oneModel else { return }
        recipe = try MergeRecipe(from: decoder)
        estimator = try container.decode(Estimator.self, forKey: .estimator)
        part = try container.decodeIfPresent(DocumentPart.self, forKey: .part)
    }

    /// Adds the fields of a form to the object that is encoded.
    public func encode(to encoder: any Encoder, as form: Form) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(precision, forKey: .precision)
        try container.encode(context, forKey: .context)
        try container.encode(self.protocol, forKey: form == .stored ? .storedProtocol : .protocol)
        guard form != .oneModel else { return }
        try recipe.encode(to: encoder)
        try container.encode(estimator, forKey: .estimator)
        try container.encodeIfPresent(part, forKey: .part)
    }
}
