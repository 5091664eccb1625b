import Mixtures
import Words

/// A candidate's fields beside others of one object: those that a trial had when it was a mixture, and what a recipe
/// adds where it is not the plain one.
private enum CandidateKeys: String, CodingKey {
    case mixture, estimator, recipe, precision
}

extension StudyCandidate {
    /// Reads what stands beside other fields; `nil` without a mixture, for the base model.
    ///
    /// Without `recipe` and `precision` it is the plain merge, as every candidate was before studies had recipes.
    static func beside(_ decoder: any Decoder) throws -> StudyCandidate? {
        let container = try decoder.container(keyedBy: CandidateKeys.self)
        guard let mixture = try container.decodeIfPresent(Mixture.self, forKey: .mixture) else { return nil }
        return StudyCandidate(
            mixture: mixture, recipe: try container.decodeIfPresent(MergeRecipe.self, forKey: .recipe) ?? .linear,
            estimator: try container.decodeIfPresent(Estimator.self, forKey: .estimator) ?? .merge,
            precision: try container.decodeIfPresent(Precision.self, forKey: .precision) ?? .f32)
    }

    /// Writes mixture, recipe and precision, as far as they are not the plain ones, beside other fields.
    func encode(beside encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CandidateKeys.self)
        try container.encode(mixture, forKey: .mixture)
        if recipe != .linear { try container.encode(recipe, forKey: .recipe) }
        if precision != .f32 { try container.encode(precision, forKey: .precision) }
    }
}

extension Trial: Codable {
    private enum CodingKeys: String, CodingKey {
        case number, origin, estimator, round, state, losses, look, tokens
    }

    /// Reads a trial in the form that it has always had, with `recipe` and `precision` beside the mixture.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            number: try container.decode(Int.self, forKey: .number), candidate: try StudyCandidate.beside(decoder),
            origin: try container.decode(TrialOrigin.self, forKey: .origin),
            round: try container.decode(Int.self, forKey: .round),
            state: try container.decode(TrialState.self, forKey: .state),
            losses: try container.decodeIfPresent([String: Double].self, forKey: .losses),
            look: try container.decode(Int.self, forKey: .look), tokens: try container.decode(Int.self, forKey: .tokens)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        try candidate?.encode(beside: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(origin, forKey: .origin)
        try container.encode(estimator, forKey: .estimator)
        try container.encode(round, forKey: .round)
        try container.encode(state, forKey: .state)
        try container.encodeIfPresent(losses, forKey: .losses)
        try container.encode(look, forKey: .look)
        try container.encode(tokens, forKey: .tokens)
    }
}

extension StudyStepResult.Proposal: Codable {
    private enum CodingKeys: String, CodingKey {
        case predicted, standardDeviation
    }

    /// Reads a proposal in the form that it has always had, with `recipe` and `precision` beside the mixture.
    public init(from decoder: any Decoder) throws {
        guard let candidate = try StudyCandidate.beside(decoder) else {
            throw DecodingError.keyNotFound(
                CandidateKeys.mixture, .init(codingPath: decoder.codingPath, debugDescription: "expected a mixture"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            candidate, predicted: try container.decodeIfPresent(Double.self, forKey: .predicted),
            standardDeviation: try container.decodeIfPresent(Double.self, forKey: .standardDeviation))
    }

    public func encode(to encoder: any Encoder) throws {
        try candidate.encode(beside: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(predicted, forKey: .predicted)
        try container.encodeIfPresent(standardDeviation, forKey: .standardDeviation)
    }
}
