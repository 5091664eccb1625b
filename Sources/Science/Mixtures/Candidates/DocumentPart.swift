/// Some documents of an evaluation set: `[from, to)` of its seeded, stratified order.
public struct DocumentPart: Hashable, Sendable {
    /// Of the order that the documents are taken in.
    public var seed: UInt64
    /// The first place, from 0.
    public var from: Int
    /// The place after the last.
    public var to: Int
    /// The split whose selecting documents come first; `nil` for one order of all.
    public var split: SplitRule?
    /// What the order is drawn from.
    public var streams: StreamVersion

    public init(seed: UInt64, from: Int, to: Int, split: SplitRule? = nil, streams: StreamVersion = .latest) {
        self.seed = seed
        self.from = from
        self.to = to
        self.split = split
        self.streams = streams
    }

    /// Every value, in a fixed order: equal for equal parts only.
    ///
    /// Parts of the first version keep the material that they had before there was another.
    package var material: String {
        let split = split.map { " \($0.seed) \(String($0.reportingShare.bitPattern, radix: 16))" } ?? ""
        let version = streams == .first ? "" : " streams=\(streams.rawValue)"
        return "\(seed) \(from) \(to)\(split)\(version)"
    }

    /// How many documents it holds, if the set has so many.
    public var count: Int { max(0, to - from) }
}

extension DocumentPart: Codable {
    private enum CodingKeys: String, CodingKey {
        case seed, from, to, split, streams
    }

    /// Reads `{"seed": 7, "from": 0, "to": 32, "split": {…}, "streams": 2}`; without `streams` it is of the first
    /// version.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            seed: try container.decode(UInt64.self, forKey: .seed), from: try container.decode(Int.self, forKey: .from),
            to: try container.decode(Int.self, forKey: .to),
            split: try container.decodeIfPresent(SplitRule.self, forKey: .split),
            streams: try container.decodeIfPresent(StreamVersion.self, forKey: .streams) ?? .first)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(seed, forKey: .seed)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encodeIfPresent(split, forKey: .split)
        if streams != .first { try container.encode(streams, forKey: .streams) }
    }
}
