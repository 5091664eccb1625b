import Mixtures
#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Values of candidates on some documents of a set, and whether one is above another on the whole set.
struct PairedValues {
    /// The objective of each candidate, in bits per byte.
    let values: [Double]
    private let moves: [[Double]]
    private let design: ResamplingDesign

    /// - Throws: ``ComparisonError`` for candidates on different documents, or a domain that was not scored.
    init(_ scores: [DocumentScores], objective: Objective) throws(ComparisonError) {
        let bootstrap = try PairedBootstrap(scores, objective: objective)
        design = bootstrap.design
        (values, moves) = bootstrap.valuesAndMoves
    }

    /// Whether a candidate is worse than another on the whole set, but for an error.
    ///
    /// - Parameters:
    ///   - error: one-sided.
    ///   - whole: the documents that these were drawn from.
    func isAbove(_ first: Int, _ second: Int, error: Double, whole: DocumentLayout) -> Bool {
        let difference = values[first] - values[second]
        let sizes = Dictionary(
            whole.strata.map { stratum in
                (ResamplingDesign.name(of: stratum, in: whole), stratum.units.count)
            }
        ) { $0 + $1 }
        var changes = zip(moves[first], moves[second]).map { $0 - $1 }
        for stratum in design.strata {
            // What was seen of a stratum says nothing where it is all of it; strata that were merged have no size of
            // their own.
            let share = sizes[stratum.name].map { Double(stratum.count) / Double($0) } ?? 0
            let root = max(0, 1 - share).squareRoot()
            for unit in stratum.firstUnit..<stratum.firstUnit + stratum.count { changes[unit] *= root }
        }
        let variance = changes.reduce(0) { $0 + $1 * $1 }
        let rounding = Rounding.tolerance(of: values[first], and: values[second])
        guard variance.squareRoot() > rounding else { return difference > rounding }
        let ratio = difference / variance.squareRoot()
        // Leaving a document out moves the value against the document's own deviation.
        let skewness = -changes.reduce(0) { $0 + $1 * $1 * $1 } / (variance * variance.squareRoot())
        let corrected =
            ratio + skewness * ratio * ratio / 3 + skewness * skewness * ratio * ratio * ratio / 27 + skewness / 6
        let student = StudentDistribution(degreesOfFreedom: design.degreesOfFreedom(of: changes))
        return 1 - student.probability(upTo: min(ratio, corrected)) < error
    }
}
