public import Mixtures
internal import Randomness

/// The two parts of an evaluation set: one that searches, surrogates and races see, and one that the winner is reported
/// on.
///
/// Stratified by domain, and a cluster stands whole on one side. The same documents, seed and share give the same
/// split.
public struct DocumentSplit: Hashable, Sendable {
    /// Indices of documents, ascending.
    public let selecting: [Int]
    /// Indices of documents, ascending.
    public let reporting: [Int]

    /// - Parameter reportingShare: the share of each domain's units that is reported on; above 0 and below 1. Each side
    ///   gets at least one unit of each domain.
    /// - Throws: ``DocumentSplitError`` for a domain that has fewer than two units, or none on one side.
    public init(_ layout: DocumentLayout, seed: UInt64, reportingShare: Double = 0.5) throws(DocumentSplitError) {
        guard reportingShare > 0, reportingShare < 1 else { throw .share(reportingShare) }
        guard layout.count > 0 else { throw .noDocuments }
        for (domain, units) in zip(layout.domains, layout.unitsOfDomains) where units < 2 {
            throw .tooFewUnits(domain: domain, units: units)
        }
        var generator = SeededGenerator(seed: seed, purpose: .documentSplit)
        var isReported = [Bool](repeating: false, count: layout.unitCount)
        for stratum in layout.strata {
            let units = generator.permutation(of: stratum.units.count).map { stratum.units[$0] }
            let wanted = reportingShare * Double(units.count)
            // Rounded at random, so that many odd strata do not all give the same side more.
            let count = Int(wanted) + (generator.unit() < wanted.truncatingRemainder(dividingBy: 1) ? 1 : 0)
            for unit in units.prefix(units.count < 2 ? count : min(max(count, 1), units.count - 1)) {
                isReported[unit] = true
            }
        }
        let documents = layout.units.indices
        selecting = documents.filter { !isReported[layout.units[$0]] }
        reporting = documents.filter { isReported[layout.units[$0]] }
        for side in [selecting, reporting] {
            let present = Set(side.map { layout.domainIndices[$0] })
            if let missing = layout.domains.indices.first(where: { !present.contains($0) }) {
                throw .oneSided(domain: layout.domains[missing])
            }
        }
    }

    /// The split of a rule.
    ///
    /// - Throws: ``DocumentSplitError``, as for its seed and share.
    public init(_ layout: DocumentLayout, _ rule: SplitRule) throws(DocumentSplitError) {
        try self.init(layout, seed: rule.seed, reportingShare: rule.reportingShare)
    }
}

/// Why documents cannot be split in two.
public enum DocumentSplitError: Error, Hashable, Sendable, CustomStringConvertible {
    case noDocuments
    case share(Double)
    case tooFewUnits(domain: String, units: Int)
    /// Clusters that span domains leave one side without a domain.
    case oneSided(domain: String)

    public var description: String {
        switch self {
        case .noDocuments: "there are no documents to split"
        case .share(let share): "the reporting share is \(share); expected more than 0 and less than 1"
        case .tooFewUnits(let domain, let units):
            "domain \"\(domain)\" has \(units) document or cluster; expected at least 2, one to select by and one to report on"
        case .oneSided(let domain):
            "the clusters of domain \"\(domain)\" span other domains, and leave one part of the split without it"
        }
    }
}
