/// What limits the mixtures of a study, as its user states it; `StudySpace` is what follows from it in a pool.
public struct StudyConstraints: Codable, Hashable, Sendable {
    /// What a study weighs; `nil`: every partition of the pool on its own.
    ///
    /// Names of partitions, or paths of labels, each a group that has one weight, spread over its partitions by their
    /// tokens. Whatever is not named has weight 0.
    public var over: [String]?
    /// The least and the most weight, by what is weighed; 0 to 1 where none is given.
    public var limits: [String: WeightLimit]
    /// The least and the most weight of several together.
    public var groups: [GroupLimit]
    /// How many of what is weighed may have a weight above 0, at most; `nil`: all of them.
    public var size: Int?
    /// How many tokens the training will take, and how often a partition may be repeated for it.
    public var supply: TokenSupply?

    public init(
        over: [String]? = nil, limits: [String: WeightLimit] = [:], groups: [GroupLimit] = [], size: Int? = nil,
        supply: TokenSupply? = nil
    ) {
        self.over = over
        self.limits = limits
        self.groups = groups
        self.size = size
        self.supply = supply
    }

    private enum CodingKeys: String, CodingKey {
        case over, limits, groups, size, supply
    }

    /// Every field may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            over: try container.decodeIfPresent([String].self, forKey: .over),
            limits: try container.decodeIfPresent([String: WeightLimit].self, forKey: .limits) ?? [:],
            groups: try container.decodeIfPresent([GroupLimit].self, forKey: .groups) ?? [],
            size: try container.decodeIfPresent(Int.self, forKey: .size),
            supply: try container.decodeIfPresent(TokenSupply.self, forKey: .supply))
    }
}

/// The least and the most that a weight may be.
public struct WeightLimit: Hashable, Sendable {
    /// From 0 to 1.
    public var least: Double
    /// From ``least`` to 1.
    public var most: Double

    public init(least: Double = 0, most: Double = 1) {
        self.least = least
        self.most = most
    }
}

extension WeightLimit: Codable {
    /// Reads `[least, most]`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let ends = try container.decode([Double].self)
        guard ends.count == 2 else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected the least and the most weight; found \(ends)")
        }
        self.init(least: ends[0], most: ends[1])
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode([least, most])
    }
}

/// The least and the most weight that several of what is weighed may have together.
public struct GroupLimit: Hashable, Sendable {
    /// Whose weight is limited.
    public enum Members: Hashable, Sendable {
        /// Those of these names.
        case named([String])
        /// Those whose labels begin with this path, such as `s2orc/biology`.
        case label(String)
    }

    /// Whose weight is limited.
    public var members: Members
    /// From 0 to 1.
    public var least: Double
    /// From ``least`` to 1.
    public var most: Double

    public init(_ members: Members, least: Double = 0, most: Double = 1) {
        self.members = members
        self.least = least
        self.most = most
    }
}

extension GroupLimit: Codable {
    private enum CodingKeys: String, CodingKey {
        case partitions, label, min, max
    }

    /// Reads `{"label": "s2orc/biology", "min": 0.1, "max": 0.5}`, or `partitions` with a list of names instead of the
    /// label.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let names = try container.decodeIfPresent([String].self, forKey: .partitions)
        let label = try container.decodeIfPresent(String.self, forKey: .label)
        let members: Members
        switch (names, label) {
        case (let names?, nil): members = .named(names)
        case (nil, let label?): members = .label(label)
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .label, in: container, debugDescription: "expected either \"partitions\" or \"label\"")
        }
        self.init(
            members, least: try container.decodeIfPresent(Double.self, forKey: .min) ?? 0,
            most: try container.decodeIfPresent(Double.self, forKey: .max) ?? 1)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch members {
        case .named(let names): try container.encode(names, forKey: .partitions)
        case .label(let label): try container.encode(label, forKey: .label)
        }
        try container.encode(least, forKey: .min)
        try container.encode(most, forKey: .max)
    }
}

/// How much text there is for a training run: weight · budget ≤ cap · tokens, for every partition.
public struct TokenSupply: Codable, Hashable, Sendable {
    /// Tokens that the training run will take in all.
    public var budgetTokens: Int
    /// How often a partition's tokens may be seen, on average.
    public var repetitionCap: Double

    public init(budgetTokens: Int, repetitionCap: Double = 1) {
        self.budgetTokens = budgetTokens
        self.repetitionCap = repetitionCap
    }
}
