import Mixtures

extension StudyDefinition: Codable {
    private enum CodingKeys: String, CodingKey {
        case objective, constraints, noHarm, strategy, estimator, recipe, seed, split, budget, stop, racing, verified,
            streams
    }

    /// Without `streams` it is of the first version, as every study was before there was another, and without `recipe`
    /// its merges are linear.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            objective: try container.decode(Objective.self, forKey: .objective),
            constraints: try container.decode(StudyConstraints.self, forKey: .constraints),
            noHarm: try container.decode([NoHarmLimit].self, forKey: .noHarm),
            strategy: try container.decode(StudyStrategy.self, forKey: .strategy),
            estimator: try container.decode(StudyEstimator.self, forKey: .estimator),
            recipe: try container.decodeIfPresent(StudyRecipe.self, forKey: .recipe) ?? .linear,
            seed: try container.decode(UInt64.self, forKey: .seed),
            split: try container.decode(SplitRule.self, forKey: .split),
            budget: try container.decode(Budget.self, forKey: .budget),
            stop: try container.decodeIfPresent(StopRule.self, forKey: .stop),
            racing: try container.decodeIfPresent(Racing.self, forKey: .racing),
            verified: try container.decode(Int.self, forKey: .verified),
            streams: try container.decodeIfPresent(StreamVersion.self, forKey: .streams) ?? .first)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(objective, forKey: .objective)
        try container.encode(constraints, forKey: .constraints)
        try container.encode(noHarm, forKey: .noHarm)
        try container.encode(strategy, forKey: .strategy)
        try container.encode(estimator, forKey: .estimator)
        if recipe != .linear { try container.encode(recipe, forKey: .recipe) }
        try container.encode(seed, forKey: .seed)
        try container.encode(split, forKey: .split)
        try container.encode(budget, forKey: .budget)
        try container.encodeIfPresent(stop, forKey: .stop)
        try container.encodeIfPresent(racing, forKey: .racing)
        try container.encode(verified, forKey: .verified)
        if streams != .first { try container.encode(streams, forKey: .streams) }
    }
}
