/// Probabilities averaged over models: −Σ_t ln Σ_i w_i p_i(t) of any mixture, from each model's log-probabilities
/// alone.
///
/// The tokens are laid out once; then a mixture costs one multiplication and addition a model and token, and no model.
/// (The estimator of "Mixture of Data Experts", Belenki et al. 2025, and of "MixMin", Thudi et al. 2025.)
///
/// What is kept in f32 is the mantissa of each e^l, relative to a power of two near the token's largest: errors are
/// rounding of single probabilities, about 3e-8 each, which average out over tokens. Sums are in f64, per document, in
/// one order. Their bits do not depend on the number of threads, on the other mixtures, or on models of weight 0.
///
/// Memory: 4 bytes a model and token (each document's tokens rounded up to 8), up to `budget`; above that the table is
/// laid out run after run for every call, which takes several times as long as one mixture does.
public final class EnsembleTable: Sendable {
    /// The memory that a table may take unless another budget is given: 1 GiB, 16 models of 16 million tokens.
    public static let defaultBudget = 1 << 30

    /// How many tokens each document has, in order.
    public let documentTokens: [Int]
    public var modelCount: Int { sources.count }
    let sources: [LogProbabilities]
    let segments: [Segment]
    let threads: Int
    private let runs: [Range<Int>]
    /// The whole, where it fits in the budget.
    private let kept: SegmentTable?

    /// Lays out the tokens of documents, unless that takes more memory than the budget; blocks the calling thread.
    ///
    /// - Parameters:
    ///   - sources: one a model; weights follow their order.
    ///   - documentTokens: how many tokens each document has, in order; together as many as each source has.
    ///   - threads: how many threads compute, here and later.
    ///   - budget: in bytes.
    /// - Throws: ``EnsembleError``.
    public init(
        _ sources: [LogProbabilities], documentTokens: [Int], threads: Int, budget: Int = EnsembleTable.defaultBudget
    ) throws {
        let tokens = documentTokens.reduce(0, +)
        guard !sources.isEmpty else { throw EnsembleError.empty("there are no models") }
        guard tokens > 0, documentTokens.allSatisfy({ $0 >= 0 }) else {
            throw EnsembleError.empty("there are no tokens")
        }
        for source in sources where source.byteCount != 4 * tokens {
            throw EnsembleError.size(name: source.name, bytes: source.byteCount, tokens: tokens)
        }
        self.sources = sources
        self.documentTokens = documentTokens
        self.threads = max(1, threads)
        segments = Segment.all(documentTokens: documentTokens)
        runs = Segment.runs(of: segments, models: sources.count, bytes: budget)
        kept = runs.count == 1 ? try SegmentTable(segments[...], of: sources, threads: threads) : nil
    }

    /// Does something with every run of segments in turn.
    ///
    /// - Parameter body: takes the place of the run's first segment too.
    func forEachRun(_ body: (SegmentTable, Int) throws -> Void) throws {
        if let kept { return try body(kept, 0) }
        for run in runs {
            try body(try SegmentTable(segments[run], of: sources, threads: threads), run.lowerBound)
        }
    }

    /// Refuses weights that are negative, not finite, too many or too few, or that sum to nothing.
    ///
    /// They need not sum to 1, so that an optimiser may ask beside the simplex.
    func check(weights: [Double]) throws(EnsembleError) {
        guard weights.count == modelCount else {
            throw .weights("there are \(weights.count) weights; expected one for each of \(modelCount) models")
        }
        for (index, weight) in weights.enumerated() where !(weight >= 0) || !weight.isFinite {
            throw .weights("the weight of \(sources[index].name) is \(weight); expected a finite number, at least 0")
        }
        let sum = weights.reduce(0, +)
        guard sum.isFinite, sum >= 1e-9 else { throw .weights("the weights sum to \(sum); expected about 1") }
    }
}
