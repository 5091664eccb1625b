public import Mixtures

/// Scores many candidates on few documents, and goes on only with those that may still be the best.
///
/// Documents come in one seeded, stratified order; where to look is fixed beforehand. At each look but the last, a
/// candidate is left out when the leader is better by more than chance allows at error α / (looks · rivals), so that
/// over all looks and rivals the candidate that is best **on the whole evaluation set** is left out with a probability
/// of at most α. The last look has all documents: there the lowest value wins, and no test is needed.
///
/// The bound is one-sided: Student's t of the paired difference, with the stratified jackknife's variance,
/// Satterthwaite's degrees of freedom, and the correction for documents that are drawn without being put back (Cochran,
/// "Sampling Techniques"). Where the documents' differences are skewed against the leader, Hall's transformation (J. R.
/// Statist. Soc. B 1992) lowers the statistic; it never raises it.
public struct Race: Sendable {
    /// One candidate left out.
    public struct Elimination: Hashable, Sendable {
        public let candidate: Int
        /// The candidate that it lost against.
        public let leader: Int
        /// How many documents both were scored on.
        public let documents: Int
        /// The candidate's value less the leader's, on those documents, in bits per byte.
        public let difference: Double
    }

    /// Fewest units that anything is decided on.
    public static let leastUnits = RaceLooks.leastUnits

    public let objective: Objective
    /// What the order of the documents is drawn from.
    public let seed: UInt64
    /// How often, at most, the best candidate is left out.
    public let alpha: Double
    /// After how many documents of the order is looked; ascending, the last is all of them.
    public let looks: [Int]
    /// Indices of the candidates still in the race; ascending.
    public private(set) var running: [Int]
    /// Looks that were taken.
    public private(set) var looksTaken = 0
    public private(set) var eliminations: [Elimination] = []
    private let candidates: Int
    private let order: DocumentOrder
    /// Of the documents that are raced on.
    private let layout: DocumentLayout
    private let split: SplitRule?
    private let streams: StreamVersion

    /// - Parameters:
    ///   - candidates: how many there are; at least 1.
    ///   - layout: of the whole evaluation set.
    ///   - split: races on the selecting documents of this split alone: "the whole evaluation set" is then those.
    ///   - looks: most looks, the last one included; each has about twice the documents of the one before. Looks at
    ///     fewer than ``leastUnits`` documents or clusters, or at fewer than two of a domain, are left out beforehand.
    ///   - streams: what the order is drawn from; ``StreamVersion/first`` for a race that was begun before there was
    ///     another.
    /// - Throws: ``RaceError``.
    public init(
        candidates: Int, layout: DocumentLayout, seed: UInt64, split: SplitRule? = nil, looks: Int = 5,
        alpha: Double = 0.05, objective: Objective = .macro, streams: StreamVersion = .latest
    ) throws(RaceError) {
        guard candidates >= 1 else { throw .noCandidates }
        guard layout.count > 0 else { throw .noDocuments }
        guard alpha > 0, alpha < 1 else { throw .alpha(alpha) }
        guard (1...30).contains(looks) else { throw .looks(looks) }
        if case .domain(let name) = objective, !layout.domains.contains(name) { throw .unknownDomain(name) }
        var raced = layout
        if let split {
            do throws(DocumentSplitError) {
                raced = layout.subset(
                    try DocumentSplit(layout, split).selecting)
            } catch {
                throw .split(error)
            }
        }
        self.layout = raced
        (self.candidates, self.seed, self.split, self.streams) = (candidates, seed, split, streams)
        (self.alpha, self.objective) = (alpha, objective)
        running = Array(0..<candidates)
        order = DocumentOrder(raced, seed: seed, streams: streams)
        self.looks = RaceLooks.ends(looks, of: order, over: raced)
    }

    /// The documents that the next look asks of every candidate still running; `nil` once the race is over.
    public var next: DocumentPart? {
        guard !isOver else { return nil }
        return DocumentPart(
            seed: seed, from: looksTaken == 0 ? 0 : looks[looksTaken - 1], to: looks[looksTaken], split: split,
            streams: streams)
    }

    /// Whether one candidate is left, or all documents have been looked at.
    public var isOver: Bool { looksTaken == looks.count || running.count == 1 }

    /// Goes on where a race was left: nothing but who runs and how often was looked is remembered between looks.
    ///
    /// - Parameters:
    ///   - taken: looks that were taken.
    ///   - running: the candidates still in the race then, ascending.
    /// - Throws: ``RaceError`` if no race stands so.
    public mutating func resume(after taken: Int, running: [Int]) throws(RaceError) {
        let isAscending = zip(running, running.dropFirst()).allSatisfy { $0 < $1 }
        guard (0...looks.count).contains(taken), isAscending, let first = running.first, let last = running.last,
            first >= 0, last < candidates
        else { throw .standing(taken: taken, running: running.count) }
        looksTaken = taken
        self.running = running
    }

    /// Documents that have been scored since it was begun or gone on with, over all candidates; without a race it would
    /// be all documents for each.
    public private(set) var scoredDocuments = 0

    /// Looks at the candidates still running.
    ///
    /// - Parameter scores: for each of ``running``, the documents of all parts so far, as ``seen(_:)`` puts them
    ///   together.
    /// - Returns: who is left out now.
    /// - Throws: ``RaceError`` if the scores are not of those candidates on those documents.
    @discardableResult
    public mutating func look(_ scores: [DocumentScores]) throws(RaceError) -> [Elimination] {
        guard let part = next else { throw .over }
        guard scores.count == running.count else { throw .scores(expected: running.count, found: scores.count) }
        for score in scores where score.count != part.to {
            throw .documents(expected: part.to, found: score.count)
        }
        let values: PairedValues
        do throws(ComparisonError) {
            values = try PairedValues(scores, objective: objective)
        } catch {
            throw .comparison(error)
        }
        scoredDocuments += running.count * part.count
        looksTaken += 1
        let leader = values.values.indices.min { (values.values[$0], $0) < (values.values[$1], $1) } ?? 0
        let isLast = looksTaken == looks.count
        var left: [Elimination] = []
        for place in running.indices where place != leader {
            let isWorse = values.values[place] > values.values[leader]
            guard isLast ? isWorse : isWorse && isSurelyWorse(place, than: leader, values) else { continue }
            left.append(
                Elimination(
                    candidate: running[place], leader: running[leader], documents: part.to,
                    difference: values.values[place] - values.values[leader]))
        }
        running.removeAll { candidate in left.contains { $0.candidate == candidate } }
        eliminations += left
        return left
    }

    private func isSurelyWorse(_ place: Int, than leader: Int, _ values: PairedValues) -> Bool {
        // One test for each look before the last and each rival that the best may meet.
        let error = alpha / Double((looks.count - 1) * max(1, candidates - 1))
        return values.isAbove(place, leader, error: error, whole: layout)
    }

    /// The documents of all parts up to the next look, put together in the order of the evaluation set.
    ///
    /// - Parameter parts: of one candidate: what was found for each part, in the order in which ``next`` named them.
    /// - Throws: ``RaceError`` if they are not the documents of these parts.
    public func seen(_ parts: [DocumentScores]) throws(RaceError) -> DocumentScores {
        let ends = looks.prefix(parts.count)
        var sums: [Int: ScoreSums] = [:]
        for (index, (end, part)) in zip(ends, parts).enumerated() {
            let from = index == 0 ? 0 : looks[index - 1]
            let documents = order.documents(of: DocumentPart(seed: seed, from: from, to: end))
            guard documents.count == part.count else { throw .documents(expected: documents.count, found: part.count) }
            for (document, found) in zip(documents, part.sums) { sums[document] = found }
        }
        let documents = sums.keys.sorted()
        do throws(DocumentScoresError) {
            return try DocumentScores(layout: layout.subset(documents), sums: documents.compactMap { sums[$0] })
        } catch {
            throw .documents(expected: ends.last ?? 0, found: 0)
        }
    }
}
