extension StudyStrategy: Codable {
    /// The name of a strategy, as the API, the command line and files spell it.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case enumerate, dirichlet, sobol, convex, surrogate, outside
    }

    /// Which strategy it is.
    public var kind: Kind {
        switch self {
        case .enumerate: .enumerate
        case .dirichlet: .dirichlet
        case .sobol: .sobol
        case .convex: .convex
        case .surrogate: .surrogate
        case .outside: .outside
        }
    }

    private enum CodingKeys: String, CodingKey {
        case kind, count, concentration
    }

    /// Reads an object with `kind` and that strategy's fields beside it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .enumerate: self = .enumerate(try Enumeration(from: decoder))
        case .dirichlet:
            self = .dirichlet(
                count: try container.decode(Int.self, forKey: .count),
                concentration: try container.decodeIfPresent(Double.self, forKey: .concentration) ?? 1)
        case .sobol: self = .sobol(count: try container.decode(Int.self, forKey: .count))
        case .convex: self = .convex(try ConvexSearch(from: decoder))
        case .surrogate: self = .surrogate(try SurrogateSearch(from: decoder))
        case .outside: self = .outside
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .enumerate(let enumeration): try enumeration.encode(to: encoder)
        case .dirichlet(let count, let concentration):
            try container.encode(count, forKey: .count)
            try container.encode(concentration, forKey: .concentration)
        case .sobol(let count): try container.encode(count, forKey: .count)
        case .convex(let search): try search.encode(to: encoder)
        case .surrogate(let search): try search.encode(to: encoder)
        case .outside: break
        }
    }
}
