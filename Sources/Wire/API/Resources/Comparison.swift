public import Foundation
public import Statistics
public import StrictJSON

/// What candidates are compared by.
public enum ObjectiveName: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    /// Mean over domains of bits per byte.
    case macro
    /// Bits per byte of all documents together.
    case micro
    /// Bits per byte of one domain.
    case domain
}

/// Which side of a seeded split of the documents.
public enum DocumentSide: String, Codable, Hashable, Sendable, CaseIterable, JSONWord {
    case all
    /// What searches see.
    case selecting
    /// What winners are reported on.
    case reporting
}

/// The body of `POST /v1/comparisons`.
public struct ComparisonCreation: Codable, Hashable, Sendable {
    /// By their ids; or else ``pool`` and ``evaluationSet``.
    public var evaluations: [String]?
    /// All of this pool's evaluations on the set that have a score.
    public var pool: String?
    public var evaluationSet: String?
    /// Only those of the pool that were asked under this label.
    public var label: String?
    public var objective: ObjectiveName
    /// The domain, when the objective is one.
    public var domain: String?
    /// Of the resamples.
    public var seed: UInt64
    public var resamples: Int
    public var part: DocumentSide
    /// Of the split that ``part`` is a side of.
    public var splitSeed: UInt64
    /// The share of each domain that is reported on.
    public var reportingShare: Double
    /// Whether documents that overlap with training text are left out.
    public var excludeOverlapping: Bool

    public init(
        evaluations: [String]? = nil, pool: String? = nil, evaluationSet: String? = nil, label: String? = nil,
        objective: ObjectiveName = .macro, domain: String? = nil, seed: UInt64 = 0,
        resamples: Int = PairedBootstrap.defaultResamples, part: DocumentSide = .all, splitSeed: UInt64 = 0,
        reportingShare: Double = 0.5, excludeOverlapping: Bool = false
    ) {
        self.evaluations = evaluations
        self.pool = pool
        self.evaluationSet = evaluationSet
        self.label = label
        self.objective = objective
        self.domain = domain
        self.seed = seed
        self.resamples = resamples
        self.part = part
        self.splitSeed = splitSeed
        self.reportingShare = reportingShare
        self.excludeOverlapping = excludeOverlapping
    }

    /// Most resamples of one comparison.
    public static let resamplesLimit = 20_000
    static let seeds = 0...(1 << 53) - 1
}

extension ComparisonCreation: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["evaluations", "pool"])
        let evaluations = fields.optional("evaluations", as: [String].self) { list in
            guard (1...Comparison.candidateLimit).contains(list.count) else {
                return "has \(list.count) items; expected 1 to \(Comparison.candidateLimit)"
            }
            return Set(list).count == list.count ? nil : "names an evaluation twice; expected each once"
        }
        let pool = fields.optional("pool", as: String.self)
        let set = fields.optional("evaluation_set", as: String.self)
        let label = fields.optional("label", as: String.self)
        let objective = fields.optional("objective", as: ObjectiveName.self) ?? .macro
        let domain = fields.optional("domain", as: String.self)
        let seed = fields.optional("seed", as: Int.self, check: Check.within(Self.seeds)) ?? 0
        let resamples =
            fields.optional(
                "resamples", as: Int.self,
                check: Check.within(PairedBootstrap.allowedResamples.lowerBound...Self.resamplesLimit))
            ?? PairedBootstrap.defaultResamples
        let part = fields.optional("part", as: DocumentSide.self) ?? .all
        let splitSeed = fields.optional("split_seed", as: Int.self, check: Check.within(Self.seeds)) ?? 0
        let share = fields.optional("reporting_share", as: Double.self, check: Check.within(0.01...0.99)) ?? 0.5
        let excludes = fields.optional("exclude_overlapping", as: Bool.self) ?? false
        if pool != nil, set == nil {
            fields.refuse("evaluation_set", "is missing; a pool's evaluations are of many sets")
        }
        for (name, value) in [("evaluation_set", set), ("label", label)] where evaluations != nil && value != nil {
            fields.refuse(name, "stands beside evaluations, which say all; expected with pool only")
        }
        if (objective == .domain) != (domain != nil) {
            fields.refuse("domain", "goes with the objective \"domain\", and only with it")
        }
        self.init(
            evaluations: evaluations, pool: pool, evaluationSet: set, label: label, objective: objective,
            domain: domain,
            seed: UInt64(seed), resamples: resamples, part: part, splitSeed: UInt64(splitSeed), reportingShare: share,
            excludeOverlapping: excludes)
    }
}

/// A number in bits per byte, with what is known of its error.
public struct EstimateResource: Codable, Hashable, Sendable {
    public var value: Double
    /// Missing when unknown.
    public var standardError: Double?
    /// The 95 % interval's lower end; missing when unknown.
    public var lower: Double?
    public var upper: Double?
    /// Why error and interval are unknown.
    public var undefined: String?

    public init(_ estimate: Estimate) {
        value = estimate.value
        standardError = estimate.standardError
        lower = estimate.interval?.lower
        upper = estimate.interval?.upper
        undefined = estimate.undefined
    }
}

/// The value of one domain.
public struct DomainEstimateResource: Codable, Hashable, Sendable {
    public var domain: String
    public var value: EstimateResource

    public init(_ domain: Comparison.DomainEstimate) {
        self.domain = domain.domain
        value = EstimateResource(domain.value)
    }
}

/// A difference of two candidates on the same documents: first minus second, so below 0 the first is better.
public struct DifferenceResource: Codable, Hashable, Sendable {
    public var difference: EstimateResource
    /// The probability that the first scores better, as far as the choice of documents goes.
    public var probabilityFirstBetter: Double?
    /// Whether the interval leaves 0 out.
    public var resolved: Bool

    public init(_ difference: Difference) {
        self.difference = EstimateResource(difference.estimate)
        probabilityFirstBetter = difference.probabilityFirstBetter
        resolved = difference.resolved
    }
}

/// One evaluation's place among those compared.
public struct ComparisonPlace: Codable, Hashable, Sendable {
    public var evaluation: String
    public var value: EstimateResource
    /// From 1; equal values share the best of their ranks.
    public var rank: Int
    /// The least and the greatest rank that it may have, with 95 %.
    public var bestRank: Int?
    public var worstRank: Int?
    /// The share of resamples in which it is best.
    public var probabilityBest: Double?
    public var domains: [DomainEstimateResource]
    public var worstDomain: String
    /// The worst domain's bits per byte less the best domain's.
    public var spread: Double

    public init(evaluation: String, _ place: Comparison.Place) {
        self.evaluation = evaluation
        value = EstimateResource(place.value)
        rank = place.rank
        bestRank = place.ranks?.lowerBound
        worstRank = place.ranks?.upperBound
        probabilityBest = place.probabilityBest
        domains = place.domains.map(DomainEstimateResource.init)
        worstDomain = place.worst.domain
        spread = place.spread
    }
}

/// Two evaluations.
public struct ComparisonPair: Codable, Hashable, Sendable {
    public var first: String
    public var second: String
    public var difference: DifferenceResource
    /// Domain → difference.
    public var domains: [String: DifferenceResource]

    public init(first: String, second: String, _ pair: Comparison.Pair) {
        self.first = first
        self.second = second
        difference = DifferenceResource(pair.difference)
        domains = Dictionary(pair.domains.map { ($0.domain, DifferenceResource($0.difference)) }) { first, _ in first }
    }
}

/// What a comparison found.
public struct ComparisonFindings: Codable, Hashable, Sendable {
    public var evaluationSet: String
    public var objective: ObjectiveName
    public var domain: String?
    public var seed: UInt64
    public var resamples: Int
    public var part: DocumentSide
    public var splitSeed: UInt64?
    public var reportingShare: Double?
    /// Documents that overlap with training text and were left out, where that was asked.
    public var excludedDocuments: Int?
    /// Documents that were compared on.
    public var documents: Int
    /// Documents, or clusters of them: what was resampled.
    public var units: Int
    /// In the order in which they were named.
    public var evaluations: [ComparisonPlace]
    /// All pairs; of more than 32 evaluations, the best with each other one.
    public var pairs: [ComparisonPair]

    public init(
        _ comparison: Comparison, of evaluations: [String], on set: String, _ asked: ComparisonCreation,
        excluded: Int? = nil
    ) {
        evaluationSet = set
        (objective, domain, seed, resamples) = (asked.objective, asked.domain, asked.seed, asked.resamples)
        part = asked.part
        splitSeed = asked.part == .all ? nil : asked.splitSeed
        reportingShare = asked.part == .all ? nil : asked.reportingShare
        excludedDocuments = excluded
        (documents, units) = (comparison.documents, comparison.units)
        self.evaluations = zip(evaluations, comparison.places).map { ComparisonPlace(evaluation: $0, $1) }
        pairs = comparison.pairs.map {
            ComparisonPair(first: evaluations[$0.first], second: evaluations[$0.second], $0)
        }
    }
}

/// A comparison that was made.
public struct ComparisonResource: Codable, Hashable, Sendable {
    public var id: String
    public var findings: ComparisonFindings
    public var createdAt: Date

    private enum CodingKeys: String, CodingKey { case id, createdAt }

    public init(id: String, findings: ComparisonFindings, createdAt: Date) {
        self.id = id
        self.findings = findings
        self.createdAt = createdAt
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        createdAt = try container.decode(Date.self, forKey: .createdAt)
        findings = try ComparisonFindings(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(createdAt, forKey: .createdAt)
        try findings.encode(to: encoder)
    }
}
