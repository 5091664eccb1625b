extension Objective: Codable {
    private enum CodingKeys: String, CodingKey {
        case domain, weighted
    }

    /// Reads `"macro"`, `"micro"`, `"worst"`, `{"domain": NAME}` or `{"weighted": {NAME: weight}}`.
    public init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            guard let objective = Self(word: word) else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "\"\(word)\" is no objective; expected \(Self.expectation)"))
            }
            self = objective
            return
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let domain = try container.decodeIfPresent(String.self, forKey: .domain) {
            self = .domain(domain)
        } else {
            self = .weighted(try container.decode([String: Double].self, forKey: .weighted))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .macro, .micro, .worst:
            var container = encoder.singleValueContainer()
            try container.encode(description)
        case .domain(let name):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .domain)
        case .weighted(let weights):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(weights, forKey: .weighted)
        }
    }

    /// One of the objectives that a word is enough for.
    public init?(word: String) {
        switch word {
        case "macro": self = .macro
        case "micro": self = .micro
        case "worst": self = .worst
        default: return nil
        }
    }

    /// What an objective may be, for messages.
    public static let expectation =
        "\"macro\", \"micro\", \"worst\", {\"domain\": name} or {\"weighted\": {name: weight}}"
}
