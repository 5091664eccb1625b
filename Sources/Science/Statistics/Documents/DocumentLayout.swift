/// Which documents an evaluation set holds, as far as statistics ask: the domain of each, and what is resampled
/// together.
public struct DocumentLayout: Hashable, Sendable {
    /// Distinct, sorted by UTF-8 bytes of the name.
    public let domains: [String]
    /// For each document, in order: the index of its domain in ``domains``.
    public let domainIndices: [Int]
    /// For each document, in order: its unit.
    ///
    /// A unit is a document, or all documents of one cluster; units are numbered from 0 in order of their first
    /// documents. A cluster keeps its documents together across domains.
    public let units: [Int]
    /// How many units there are.
    public let unitCount: Int

    /// - Parameter documents: the domain and cluster of each, in order.
    public init(_ documents: some Sequence<(domain: String, cluster: String?)>) {
        let documents = Array(documents)
        let names = Set(documents.map(\.domain)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        domains = names
        domainIndices = documents.compactMap { places[$0.domain] }
        var units: [Int] = []
        var clusters: [String: Int] = [:]
        var count = 0
        for document in documents {
            if let known = document.cluster.flatMap({ clusters[$0] }) {
                units.append(known)
                continue
            }
            if let cluster = document.cluster { clusters[cluster] = count }
            units.append(count)
            count += 1
        }
        self.units = units
        unitCount = count
    }

    public var count: Int { units.count }

    /// The layout of some documents, in the order of the indices.
    public func subset(_ indices: some Sequence<Int>) -> DocumentLayout {
        DocumentLayout(
            indices.map { index -> (domain: String, cluster: String?) in
                (domains[domainIndices[index]], "\(units[index])")
            })
    }

    /// The documents of each unit, in order.
    public var documentsOfUnits: [[Int]] {
        var documents = [[Int]](repeating: [], count: unitCount)
        for (document, unit) in units.enumerated() { documents[unit].append(document) }
        return documents
    }

    /// Units that are drawn in each other's place: those that hold documents of the same domains.
    ///
    /// Without clusters that span domains that is one stratum a domain. In order of the domains' names; units ascend.
    public var strata: [Stratum] {
        var domainsOfUnits = [Set<Int>](repeating: [], count: unitCount)
        for (document, unit) in units.enumerated() { domainsOfUnits[unit].insert(domainIndices[document]) }
        var members: [[Int]: [Int]] = [:]
        for (unit, domains) in domainsOfUnits.enumerated() { members[domains.sorted(), default: []].append(unit) }
        return members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { Stratum(domains: $0.key, units: $0.value) }
    }

    /// Units that hold documents of the same domains.
    public struct Stratum: Hashable, Sendable {
        /// Indices of ``DocumentLayout/domains``; one, but for clusters that span domains.
        public let domains: [Int]
        public let units: [Int]
    }

    /// How many units each domain has.
    var unitsOfDomains: [Int] {
        strata.reduce(into: [Int](repeating: 0, count: domains.count)) { counts, stratum in
            for domain in stratum.domains { counts[domain] += stratum.units.count }
        }
    }
}
