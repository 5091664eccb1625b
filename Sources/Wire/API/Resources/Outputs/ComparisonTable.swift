extension ComparisonResource: TableConvertible {
    /// An evaluation's place, or a pair of them: `record` says which.
    public enum Record: Encodable {
        case place(ComparisonPlace)
        case pair(ComparisonPair)

        private enum CodingKeys: String, CodingKey {
            case record
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .place(let place):
                try container.encode("place", forKey: .record)
                try place.encode(to: encoder)
            case .pair(let pair):
                try container.encode("pair", forKey: .record)
                try pair.encode(to: encoder)
            }
        }
    }

    public var tableRecords: [Record] {
        findings.evaluations.map(Record.place) + findings.pairs.map(Record.pair)
    }
}
