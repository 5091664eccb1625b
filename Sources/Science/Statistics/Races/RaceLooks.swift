/// After how many documents of its order a race looks: each look has about twice the documents of the one before.
enum RaceLooks {
    /// Fewest units that anything is decided on.
    static let leastUnits = 16

    /// Ascending; the last is all documents.
    ///
    /// Looks at fewer than ``leastUnits`` documents or clusters, or at fewer than two of a domain, are left out.
    ///
    /// - Parameter count: most looks, the last one included.
    static func ends(_ count: Int, of order: DocumentOrder, over layout: DocumentLayout) -> [Int] {
        let units = order.boundaries.count
        var looks: [Int] = []
        for step in (1..<max(count, 1)).reversed() {
            let wanted = units >> step
            guard wanted >= leastUnits else { continue }
            let documents = order.boundaries[wanted - 1]
            let seen = layout.subset(order.documents[..<documents].sorted())
            let isWhole = seen.domains == layout.domains && seen.strata.allSatisfy { $0.units.count >= 2 }
            if isWhole, documents < layout.count { looks.append(documents) }
        }
        return looks + [layout.count]
    }
}
