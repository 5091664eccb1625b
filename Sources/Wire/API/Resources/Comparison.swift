public import Foundation
public import Statistics
package import StrictJSON

/// A number in bits per byte, with what is known of its error.
public struct EstimateResource: Codable, Hashable, Sendable {
    /// In bits per byte.
    public var value: Double
    /// Missing when unknown.
    public var standardError: Double?
    /// The 95 % interval's lower end; missing when unknown.
    public var lower: Double?
    /// The 95 % interval's upper end; missing when unknown.
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
    /// The domain's name.
    public var domain: String
    /// In bits per byte.
    public var value: EstimateResource

    public init(_ domain: Comparison.DomainEstimate) {
        self.domain = domain.domain
        value = EstimateResource(domain.value)
    }
}

/// A difference of two candidates on the same documents: first minus second, so below 0 the first is better.
public struct DifferenceResource: Codable, Hashable, Sendable {
    /// First minus second, in bits per byte.
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
    /// The evaluation's id.
    public var evaluation: String
    /// In bits per byte.
    public var value: EstimateResource
    /// From 1; equal values share the best of their ranks.
    public var rank: Int
    /// The least and the greatest rank that it may have, with 95 %.
    public var bestRank: Int?
    /// The greatest rank that is likely, with 95 %.
    public var worstRank: Int?
    /// The share of resamples in which it is best.
    public var probabilityBest: Double?
    /// In order of name.
    public var domains: [DomainEstimateResource]
    /// The domain with the most bits per byte.
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
    /// The one that comes first.
    public var first: String
    /// The partition whose name comes second.
    public var second: String
    /// First minus second, in bits per byte.
    public var difference: DifferenceResource
    /// Domain → difference.
    public var domains: [String: DifferenceResource]

    public init(first: String, second: String, _ pair: Comparison.Pair) {
        self.first = first
        self.second = second
        difference = DifferenceResource(pair.difference)
        domains = Dictionary(pair.domains.map { ($0.domain, DifferenceResource($0.difference)) }) {
            first, _ in first
        }
    }
}

/// What a comparison found.
public struct ComparisonFindings: Codable, Hashable, Sendable {
    /// The evaluation set's id.
    public var evaluationSet: String
    /// What candidates are compared by.
    public var objective: ObjectiveName
    /// The domain's name.
    public var domain: String?
    /// What random draws started from.
    public var seed: UInt64
    /// How many resamples.
    public var resamples: Int
    /// Which documents are meant; all when missing.
    public var part: DocumentSide
    /// What the split is drawn from.
    public var splitSeed: UInt64?
    /// The share of each domain that is reported on.
    public var reportingShare: Double?
    /// Documents that overlap with training text and were left out, where that was asked.
    public var excludedDocuments: Int?
    /// Documents that were compared on.
    public var documents: Int
    /// Documents, or clusters of them: what was resampled.
    public var units: Int
    /// In the order in which they were named.
    public var evaluations: [ComparisonPlace]
    /// Why no evaluation has a probability of being the best; missing when they have.
    public var probabilityBestUnknown: String?
    /// What the 95 % of the pairs' intervals are of; missing from answers of earlier versions.
    public var pairsHold: Comparison.PairsHold?
    /// All pairs; of more than 32 evaluations, the best with each other one.
    public var pairs: [ComparisonPair]

    public init(
        _ comparison: Comparison, of evaluations: [String], on set: String, _ asked: ComparisonCreation,
        excluded: Int? = nil
    ) {
        evaluationSet = set
        (objective, domain, seed, resamples) = (
            asked.objective, asked.domain, asked.seed, asked.resamples
        )
        part = asked.part
        splitSeed = asked.part == .all ? nil : asked.splitSeed
        reportingShare = asked.part == .all ? nil : asked.reportingShare
        excludedDocuments = excluded
        (documents, units) = (comparison.documents, comparison.units)
        self.evaluations = zip(evaluations, comparison.places).map {
            ComparisonPlace(evaluation: $0, $1)
        }
        probabilityBestUnknown = comparison.whyNoProbability
        pairsHold = comparison.pairsHold
        pairs = comparison.pairs.map {
            ComparisonPair(first: evaluations[$0.first], second: evaluations[$0.second], $0)
        }
    }
}

/// A comparison that was made.
public struct ComparisonResource: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    public var findings: ComparisonFindings
    /// When it was made.
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

extension EstimateResource: Annotated, SchemaNamed {
    package static var schemaName: String { "Estimate" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.value: "bits per byte",
            .standardError: "of the stratified jackknife",
            .lower: "of the 95 % interval",
            .upper: "of the 95 % interval",
            .undefined: "why error and interval are unknown",
        ])
    }
}

extension DomainEstimateResource: SchemaNamed {
    package static var schemaName: String { "DomainEstimate" }
}

extension DifferenceResource: Annotated, SchemaNamed {
    package static var schemaName: String { "Difference" }

    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.difference: "first minus second: below 0 the first is better",
            .probabilityFirstBetter: .share(0...1, "as far as the choice of documents goes"),
            .resolved: "whether the interval leaves 0 out",
        ])
    }
}

extension ComparisonPlace: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.evaluation: .id(.evaluation),
            .bestRank: "no rank below it is likely (95 %, all rivals together, each evaluation by itself)",
            .worstRank: "no rank above it is likely",
            .probabilityBest: .share(0...1, "the share of resamples in which it is best; none with few documents"),
            .spread: "the worst domain's bits per byte less the best domain's",
        ])
    }
}

extension ComparisonPair: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.first: .id(.evaluation),
            .second: .id(.evaluation),
        ])
    }
}

extension ComparisonFindings: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([
            CodingKeys.evaluationSet: .id(.evaluationSet),
            .units: "documents, or clusters of them: what is resampled",
            .probabilityBestUnknown: "why no evaluation has a probability of being the best",
            .pairsHold: """
            what 95 % are of: `each` pair by itself, or all pairs `together`, where the best of more than 32 was \
            found on the same documents
            """,
            .pairs: "all; of more than 32 evaluations, the best with each other one",
        ])
    }
}

extension ComparisonResource: Annotated {
    package static var notes: FieldNotes {
        FieldNotes([CodingKeys.id: .id(.comparison)]) + ComparisonFindings.notes
    }
}
