public import Mixtures

/// How a study merges its candidates: in one way, or in ways that it chooses beside the weights.
public struct StudyRecipe: Hashable, Sendable {
    /// The methods that a candidate has one of; at least one.
    public var methods: [MergeMethod]
    /// Values that every candidate has whose method has the parameter; defaults for what is left out.
    public var parameters: MergeParameters
    /// What forward passes are computed in: a candidate has one of them, baselines the first; at least one.
    public var precisions: [Precision]
    /// The least and the most of numeric parameters that are searched: lambda, density, gamma and epsilon may be.
    public var ranges: [MergeParameter: ValueRange]
    /// How many values of each range `enumerate` lists, ends included.
    public var levels: Int

    /// The paper's: linear merges in 32-bit floats.
    public static let linear = StudyRecipe()

    public init(
        _ method: MergeMethod = .linear, parameters: MergeParameters = MergeParameters(), precision: Precision = .f32,
        ranges: [MergeParameter: ValueRange] = [:], levels: Int = 3
    ) {
        self.init(
            methods: [method], parameters: parameters, precisions: [precision], ranges: ranges, levels: levels)
    }

    /// - Parameters:
    ///   - methods: to choose from.
    ///   - precisions: to choose from.
    public init(
        methods: [MergeMethod], parameters: MergeParameters = MergeParameters(), precisions: [Precision] = [.f32],
        ranges: [MergeParameter: ValueRange] = [:], levels: Int = 3
    ) {
        self.methods = methods
        self.parameters = parameters
        self.precisions = precisions
        self.ranges = ranges
        self.levels = levels
    }

    /// The precision of baselines and of the base model.
    public var precision: Precision { precisions.first ?? .f32 }
}

/// The least and the most of a number that is searched.
public struct ValueRange: Hashable, Sendable {
    /// The least that is tried.
    public var low: Double
    /// The most that is tried.
    public var high: Double
    /// Whether equal steps are equal factors, so that a tenth is as far from 1 as 10 is.
    public var isLogarithmic: Bool

    /// - Parameter isLogarithmic: `low` is above 0 then.
    public init(low: Double, high: Double, isLogarithmic: Bool = false) {
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic
    }
}

extension ValueRange: Codable {
    private enum CodingKeys: String, CodingKey {
        case min, max, log
    }

    /// Reads `{"min": 0.1, "max": 10, "log": true}`; without `log` steps are equal differences.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            low: try container.decode(Double.self, forKey: .min), high: try container.decode(Double.self, forKey: .max),
            isLogarithmic: try container.decodeIfPresent(Bool.self, forKey: .log) ?? false)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(low, forKey: .min)
        try container.encode(high, forKey: .max)
        if isLogarithmic { try container.encode(true, forKey: .log) }
    }
}

extension StudyRecipe: Codable {
    private enum CodingKeys: String, CodingKey {
        case methods, parameters, precisions, ranges, levels
    }

    /// Reads `{"methods": ["ties"], "parameters": {…}, "precisions": ["f32"], "ranges": {"lambda": {"min": 0.5, "max":
    /// 1.5}}, "levels": 3}`, of which every field may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let ranges = try container.decodeIfPresent([String: ValueRange].self, forKey: .ranges) ?? [:]
        let named = try ranges.map { name, range in
            guard let parameter = MergeParameter(rawValue: name) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .ranges, in: container, debugDescription: "\"\(name)\" is no parameter of a merge")
            }
            return (parameter, range)
        }
        self.init(
            methods: try container.decodeIfPresent([MergeMethod].self, forKey: .methods) ?? [.linear],
            parameters: try container.decodeIfPresent(MergeParameters.self, forKey: .parameters) ?? MergeParameters(),
            precisions: try container.decodeIfPresent([Precision].self, forKey: .precisions) ?? [.f32],
            ranges: Dictionary(named) { first, _ in first },
            levels: try container.decodeIfPresent(Int.self, forKey: .levels) ?? 3)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(methods, forKey: .methods)
        if !parameters.given.isEmpty { try container.encode(parameters, forKey: .parameters) }
        try container.encode(precisions, forKey: .precisions)
        let named = Dictionary(ranges.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        if !named.isEmpty {
            try container.encode(named, forKey: .ranges)
            try container.encode(levels, forKey: .levels)
        }
    }
}
