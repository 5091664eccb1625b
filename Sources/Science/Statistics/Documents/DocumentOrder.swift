public import Mixtures
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

    /// - Parameters:
    ///   - seed: equal seeds give the same layout the same order.
    ///   - streams: ``StreamVersion/first`` for an order that was begun before there was another.
    public init(_ layout: DocumentLayout, seed: UInt64, streams: StreamVersion = .latest) {
        var generator = SeededGenerator(
            seed: seed, purpose: streams == .first ? .firstDocumentOrder : .documentOrder)
        var keyed: [(key: Double, unit: Int)] = []
        for stratum in layout.strata {
            // The i-th of n units stands at about i/n of the way, wherever the others are.
            let shift = generator.unit()
            let order = generator.permutation(of: stratum.units.count)
            for (place, unit) in order.enumerated() {
                keyed.append(((Double(place) + shift) / Double(stratum.units.count), stratum.units[unit]))
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
        self.init(documents: documents, boundaries: boundaries)
    }

    private init(documents: [Int], boundaries: [Int]) {
        self.documents = documents
        self.boundaries = boundaries
    }

    /// The order that a part is cut from: the one above, or, where the set is split, of the selecting documents, and
    /// then of the reporting ones, so that a race reads no document that its winner is reported on.
    ///
    /// - Throws: ``DocumentSplitError`` if the documents cannot be split.
    public init(_ layout: DocumentLayout, of part: DocumentPart) throws(DocumentSplitError) {
        guard let wanted = part.split else {
            self.init(layout, seed: part.seed, streams: part.streams)
            return
        }
        let split = try DocumentSplit(layout, wanted)
        var documents: [Int] = []
        var boundaries: [Int] = []
        for side in [split.selecting, split.reporting] {
            let order = DocumentOrder(layout.subset(side), seed: part.seed, streams: part.streams)
            boundaries += order.boundaries.map { $0 + documents.count }
            documents += order.documents.map { side[$0] }
        }
        self.init(documents: documents, boundaries: boundaries)
    }

    /// The documents of a part, ascending: `[from, to)` of this order, cut to what there is.
    public func documents(of part: DocumentPart) -> [Int] {
        let from = min(max(0, part.from), documents.count)
        return documents[from..<max(from, min(part.to, documents.count))].sorted()
    }
}
