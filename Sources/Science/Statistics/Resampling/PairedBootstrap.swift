public import Mixtures

/// Candidates scored on the same documents, compared by resampling the documents: the same resample for all of them.
///
/// The unit is the document, or all documents of its cluster; resampling is stratified by domain, seeded, and its draws
/// of one domain are the same whatever else is compared. The statistic is an objective in bits per byte: of each
/// resample, Σ nll over Σ bytes, so documents weigh by their length as in every score. Source: `Efron and Tibshirani,
/// "An Introduction to the Bootstrap", 1993`.
///
/// The intervals measure the noise of the evaluation set only: how much the choice of documents matters.
public struct PairedBootstrap: Sendable {
    public static let defaultResamples = 2_000
    public static let allowedResamples = 200...100_000

    public let objective: Objective
    public let seed: UInt64
    public let resamples: Int
    /// Units that are resampled: documents or clusters of the objective's domains.
    public var units: Int { design.unitCount }
    let design: ResamplingDesign
    private let numerators: [[Double]]
    private let undefined: String?

    /// - Parameter candidates: on the same documents, at least one.
    /// - Throws: ``ComparisonError``.
    public init(
        _ candidates: [DocumentScores], objective: Objective, seed: UInt64 = 0,
        resamples: Int = Self.defaultResamples
    ) throws(ComparisonError) {
        guard let first = candidates.first else { throw .noCandidates }
        guard Self.allowedResamples.contains(resamples) else { throw .resamples(resamples) }
        for (index, other) in candidates.enumerated() where !other.isOfSameDocuments(as: first) {
            throw .otherDocuments(candidate: index)
        }
        let layout = first.layout
        let ratios: [(domains: Set<Int>, weight: Double)]?
        do throws(UnknownDomain) {
            ratios = try objective.ratios(over: layout.domains)
        } catch {
            throw .unknownDomain(error.name)
        }
        guard let ratios else { throw .noSum("\(objective)") }
        do throws(ScoreError) { _ = try first.score() } catch { throw .noScore("\(error)") }
        design = ResamplingDesign(first, groups: ratios)
        numerators = candidates.map(design.numerators)
        undefined = design.unknownSpread(in: layout)
        (self.objective, self.seed, self.resamples) = (objective, seed, resamples)
    }

    /// On the documents themselves: the objective of each candidate, in bits per byte, and how each unit moves it.
    var valuesAndMoves: (values: [Double], moves: [[Double]]) {
        let original = design.original
        var moves = numerators.map { _ in [Double](repeating: 0, count: design.unitCount) }
        let values = numerators.indices.map { design.value(of: numerators[$0], under: original, moves: &moves[$0]) }
        return (values, moves)
    }

    /// What the resamples tell.
    public struct Result: Sendable {
        /// For each candidate.
        public let values: [Estimate]
        /// For each pair that was asked for.
        public let differences: [Difference]
        /// For each candidate, its value under each resample; empty where the spread is unknown.
        let draws: [[Double]]
        /// For each candidate, how each unit moves its value: of ``ResamplingDesign/value(of:under:moves:)``.
        let moves: [[Double]]
    }

    /// Values of all candidates, and differences of some pairs of them.
    ///
    /// Costs resamples · units · (2 · candidates + pairs) operations.
    public func result(pairs: [(first: Int, second: Int)]) -> Result {
        let (values, moves) = valuesAndMoves
        guard undefined == nil else { return unknown(values, pairs) }
        var draws = numerators.map { _ in [(value: Double, variance: Double)]() }
        var pairDraws = pairs.map { _ in [(value: Double, variance: Double)]() }
        var resampled = moves
        var source = UnitDraws(design, seed: seed)
        for resample in 0..<resamples {
            let sample = design.sample(counts: source.next())
            for index in numerators.indices {
                let value = design.value(of: numerators[index], under: sample, moves: &resampled[index])
                draws[index].append((value, Self.squares(resampled[index])))
            }
            for (place, pair) in pairs.enumerated() {
                let value = draws[pair.first][resample].value - draws[pair.second][resample].value
                let variance = Self.squares(resampled[pair.first], minus: resampled[pair.second])
                pairDraws[place].append((value, variance))
            }
        }
        let estimates = numerators.indices.map { index in
            estimate(values[index], moves[index], draws[index], scale: abs(values[index])).estimate
        }
        let differences = pairs.enumerated().map { place, pair in
            let (first, second) = (values[pair.first], values[pair.second])
            return estimate(
                first - second, zip(moves[pair.first], moves[pair.second]).map { $0 - $1 }, pairDraws[place],
                scale: max(abs(first), abs(second)))
        }
        return Result(
            values: estimates, differences: differences, draws: draws.map { $0.map(\.value) }, moves: moves)
    }

    private func estimate(
        _ value: Double, _ moves: [Double], _ draws: [(value: Double, variance: Double)], scale: Double
    ) -> Difference {
        let found = StudentisedInterval(
            value: value, variance: Self.squares(moves), draws: draws,
            degreesOfFreedom: design.degreesOfFreedom(of: moves), scale: scale)
        return Difference(
            estimate: Estimate(value: value, standardError: found.standardError, interval: found.interval),
            probabilityFirstBetter: found.probabilityBelowZero)
    }

    private func unknown(_ values: [Double], _ pairs: [(first: Int, second: Int)]) -> Result {
        Result(
            values: values.map { Estimate(value: $0, standardError: nil, interval: nil, undefined: undefined) },
            differences: pairs.map { pair in
                Difference(
                    estimate: Estimate(
                        value: values[pair.first] - values[pair.second], standardError: nil, interval: nil,
                        undefined: undefined), probabilityFirstBetter: nil)
            }, draws: [], moves: [])
    }

    private static func squares(_ values: [Double]) -> Double {
        values.withUnsafeBufferPointer { RunningSums.products($0, $0) }
    }

    private static func squares(_ first: [Double], minus second: [Double]) -> Double {
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { RunningSums.squares(first, minus: $0) }
        }
    }
}
