/// An interval as fidelity tables have always written it.
package struct CodedInterval: Codable {
    let low: Double
    let high: Double

    fileprivate init(_ interval: ConfidenceInterval) {
        (low, high) = (interval.lower, interval.upper)
    }

    fileprivate var interval: ConfidenceInterval { ConfidenceInterval(lower: low, upper: high) }
}

extension Agreement: Codable {
    private enum CodingKeys: String, CodingKey {
        case pearson, spearman, withheld, top, decisions, regret
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        pearson = try container.decodeIfPresent(CodedInterval.self, forKey: .pearson)?.interval
        spearman = try container.decodeIfPresent(CodedInterval.self, forKey: .spearman)?.interval
        withheld = try container.decodeIfPresent(String.self, forKey: .withheld)
        top = try container.decode(Measure.self, forKey: .top)
        decisions = try container.decode(Measure.self, forKey: .decisions)
        regret = try container.decode(Measure.self, forKey: .regret)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(pearson.map(CodedInterval.init), forKey: .pearson)
        try container.encodeIfPresent(spearman.map(CodedInterval.init), forKey: .spearman)
        try container.encodeIfPresent(withheld, forKey: .withheld)
        try container.encode(top, forKey: .top)
        try container.encode(decisions, forKey: .decisions)
        try container.encode(regret, forKey: .regret)
    }
}

extension Agreement.Measure: Codable {
    private enum CodingKeys: String, CodingKey {
        case value, interval, undefined, withheld
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        value = try container.decodeIfPresent(Double.self, forKey: .value)
        interval = try container.decodeIfPresent(CodedInterval.self, forKey: .interval)?.interval
        undefined = try container.decodeIfPresent(String.self, forKey: .undefined)
        withheld = try container.decodeIfPresent(String.self, forKey: .withheld)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(value, forKey: .value)
        try container.encodeIfPresent(interval.map(CodedInterval.init), forKey: .interval)
        try container.encodeIfPresent(undefined, forKey: .undefined)
        try container.encodeIfPresent(withheld, forKey: .withheld)
    }
}
