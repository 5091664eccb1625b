import Mixtures

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// An objective as a weighted sum of ratios Σ nll / Σ bytes, and the units that are resampled for it.
///
/// Legend: a *group* is the documents of one ratio (a domain's for macro, all for micro). A *cell* is what one stratum
/// holds of one group, one entry a unit; cells lie one after the other in the arrays of bytes and of numerators.
struct ResamplingDesign {
    struct Cell {
        let group: Int
        /// Where its entries start in arrays over all entries.
        let start: Int
        /// Whether every unit has bytes here.
        let isFull: Bool
        /// Whether no unit has.
        let isEmpty: Bool
    }

    struct Stratum {
        /// Units; at least 1.
        let count: Int
        let cells: [Cell]
        /// Its domains' names: what the stream of random numbers is made from.
        let name: String
        /// Where its units start in arrays over all units.
        let firstUnit: Int
        /// Indices of its domains in the layout.
        let domains: [Int]
    }

    let strata: [Stratum]
    /// Weight of each group; they sum to 1.
    let weights: [Double]
    /// Entries of all cells: bytes · ln 2, so that a ratio is in bits per byte.
    let bytes: [Double]
    let unitCount: Int
    /// For each entry, the documents that it adds up.
    private let entries: [[Int]]

    /// - Parameter groups: the domains of each ratio, and its weight.
    init(_ scores: DocumentScores, groups: [(domains: Set<Int>, weight: Double)]) {
        let layout = scores.layout
        let members = layout.documentsOfUnits
        var strata: [Stratum] = []
        var entries: [[Int]] = []
        var units = 0
        for stratum in Self.merged(layout.strata) {
            let touched = groups.indices.filter { !groups[$0].domains.isDisjoint(with: stratum.domains) }
            guard !touched.isEmpty else { continue }
            let cells = touched.map { group in
                let start = entries.count
                for unit in stratum.units {
                    entries.append(
                        members[unit].filter { groups[group].domains.contains(layout.domainIndices[$0]) })
                }
                let hasBytes = entries[start...].map { $0.contains { scores.sums[$0].bytes > 0 } }
                return Cell(
                    group: group, start: start, isFull: hasBytes.allSatisfy(\.self), isEmpty: !hasBytes.contains(true))
            }
            strata.append(
                Stratum(
                    count: stratum.units.count, cells: cells, name: Self.name(of: stratum, in: layout),
                    firstUnit: units, domains: stratum.domains))
            units += stratum.units.count
        }
        self.strata = strata
        self.entries = entries
        unitCount = units
        weights = groups.map(\.weight)
        bytes = entries.map { $0.reduce(0) { $0 + Double(scores.sums[$1].bytes) } * log(2) }
    }

    /// Tells strata apart, whatever else the layout holds.
    static func name(of stratum: DocumentLayout.Stratum, in layout: DocumentLayout) -> String {
        stratum.domains.map { layout.domains[$0] }.joined(separator: "\u{0}")
    }

    /// For each entry, the negative log-likelihood in nats of another candidate on the same documents.
    func numerators(of scores: DocumentScores) -> [Double] {
        entries.map { $0.reduce(0) { $0 + scores.sums[$1].nll } }
    }

    /// Why the spread of the objective is unknown, if it is: a domain of one unit says nothing of other documents.
    func unknownSpread(in layout: DocumentLayout) -> String? {
        let lonely = strata.filter { $0.count < 2 }.flatMap(\.domains)
        let bare = weights.indices.filter { group in
            let cells = strata.flatMap { stratum in stratum.cells.map { (stratum.count, $0) } }
            return cells.filter { $0.1.group == group }.reduce(0) { sum, cell in
                sum + (cell.1.start..<cell.1.start + cell.0).count { bytes[$0] > 0 }
            } < 2
        }
        if let domain = lonely.min() {
            return
                "domain \"\(layout.domains[domain])\" has one document or cluster; expected at least 2 to know the spread"
        }
        return bare.isEmpty ? nil : "one document or cluster holds all the text of a domain; expected at least 2"
    }

    /// A unit that is alone in its stratum tells nothing of the spread there: it joins the strata that it shares a
    /// domain with.
    ///
    /// That happens where a cluster spans domains.
    private static func merged(_ strata: [DocumentLayout.Stratum]) -> [DocumentLayout.Stratum] {
        var strata = strata
        while let lonely = strata.firstIndex(where: { $0.units.count == 1 && Self.hasNeighbour($0, among: strata) }) {
            let domains = Set(strata[lonely].domains)
            let joined = strata.filter { !domains.isDisjoint(with: $0.domains) }
            strata.removeAll { !domains.isDisjoint(with: $0.domains) }
            strata.append(
                DocumentLayout.Stratum(
                    domains: Set(joined.flatMap(\.domains)).sorted(), units: joined.flatMap(\.units).sorted()))
        }
        return strata.sorted { $0.domains.lexicographicallyPrecedes($1.domains) }
    }

    private static func hasNeighbour(
        _ stratum: DocumentLayout.Stratum, among strata: [DocumentLayout.Stratum]
    ) -> Bool {
        strata.contains { $0 != stratum && !Set($0.domains).isDisjoint(with: stratum.domains) }
    }
}
