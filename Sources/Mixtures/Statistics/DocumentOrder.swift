internal import Randomness

/// A seeded order of documents whose every beginning holds about the same share of each domain.
///
/// Clusters stand whole, one document after the other.
public struct DocumentOrder: Hashable, Sendable {
    /// The indices of the documents, in this order.
    public let documents: [Int]
    /// After how many documents a unit ends, where the order can be cut.
    ///
    /// Ascending; the last is the number of documents.
    public let boundaries: [Int]

    public init(_ layout: DocumentLayout, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var keyed: [(key: Double, unit: Int)] = []
        for stratum in layout.strata {
            // The i-th of n units stands at about i/n of the way, wherever the others are.
            let shift = generator.nextUnit()
            for (place, unit) in generator.shuffled(stratum.units).enumerated() {
                keyed.append(((Double(place) + shift) / Double(stratum.units.count), unit))
            }
        }
        keyed.sort { ($0.key, $0.unit) < ($1.key, $1.unit) }
        let members = layout.documentsOfUnits
        var documents: [Int] = []
        var boundaries: [Int] = []
        for (_, unit) in keyed {
            documents += members[unit]
            boundaries.append(documents.count)
        }
        self.documents = documents
        self.boundaries = boundaries
    }

    /// The documents of a part, ascending: `[from, to)` of this order, cut to what there is.
    public func documents(of part: DocumentPart) -> [Int] {
        let from = min(max(0, part.from), documents.count)
        return documents[from..<max(from, min(part.to, documents.count))].sorted()
    }
}

/// Some documents of an evaluation set: `[from, to)` of its seeded, stratified order.
public struct DocumentPart: Codable, Hashable, Sendable {
    /// Of the ``DocumentOrder``.
    public var seed: UInt64
    /// The first place, from 0.
    public var from: Int
    /// The place after the last.
    public var to: Int

    public init(seed: UInt64, from: Int, to: Int) {
        self.seed = seed
        self.from = from
        self.to = to
    }

    /// How many documents it holds, if the set has so many.
    public var count: Int { max(0, to - from) }
}
