import API
import Statistics
import Storage

extension Schema {
    /// Comparisons of evaluations.
    static let comparisons: [String: Schema] = [
        "ComparisonCreation": .request(
            [
                may("evaluations", .bounded(.text, 1...Comparison.candidateLimit), "by their ids, each once"),
                may("pool", .referring(.pool), "all of its evaluations on `evaluation_set` that have a score"),
                may("evaluation_set", .referring(.evaluationSet), "with `pool` only"),
                may("label", .text, "with `pool`: only those asked under this label"),
                may("objective", .words(of: ObjectiveName.self), "`macro` when missing"),
                may("domain", .text, "with the objective `domain`, and only with it"),
                may("seed", .integer(0...(1 << 53) - 1), "of the resamples; 0 when missing"),
                may(
                    "resamples",
                    .integer(PairedBootstrap.allowedResamples.lowerBound...ComparisonCreation.resamplesLimit),
                    "2,000 when missing"),
                may(
                    "part", .words(of: DocumentSide.self),
                    "a side of a seeded split of the documents; `all` when missing"),
                may("split_seed", .integer(0...(1 << 53) - 1), "0 when missing"),
                may("reporting_share", .share(0.01...0.99), "0.5 when missing"),
                may("exclude_overlapping", .boolean, "leave out documents that overlap with training text"),
            ], exactlyOne: ["evaluations", "pool"]),
        "DocumentPart": .request([
            must("seed", .integer(0...(1 << 53) - 1), "of the order of documents, which is stratified by domain"),
            must("from", .integer(0...1 << 40), "the first place of that order"),
            must("to", .integer(1...1 << 40), "the place after the last; above `from`, at most the set's documents"),
            may(
                "split", .reference("DocumentPartSplit"),
                "the selecting documents of this split come first, then the reporting ones"),
            may(
                "streams", .integer(1...2),
                "what the order is drawn from: 2 is independent of a split of the same seed, 1 is not; 1 when missing"),
        ]),
        "DocumentPartSplit": .request([
            must("seed", .integer(0...(1 << 53) - 1)), may("reporting_share", .share(0.01...0.99), "0.5 when missing"),
        ]),
        "Estimate": .object([
            must("value", .number, "bits per byte"), may("standard_error", .number, "of the stratified jackknife"),
            may("lower", .number, "of the 95 % interval"), may("upper", .number, "of the 95 % interval"),
            may("undefined", .text, "why error and interval are unknown"),
        ]),
        "DomainEstimate": .object([must("domain", .text), must("value", .reference("Estimate"))]),
        "Difference": .object([
            must("difference", .reference("Estimate"), "first minus second: below 0 the first is better"),
            may("probability_first_better", .share(0...1), "as far as the choice of documents goes"),
            must("resolved", .boolean, "whether the interval leaves 0 out"),
        ]),
        "ComparisonPlace": .object([
            must("evaluation", .identifier(.evaluation)), must("value", .reference("Estimate")), must("rank", .count),
            may("best_rank", .count, "no rank below it is likely (95 %, all rivals together)"),
            may("worst_rank", .count, "no rank above it is likely"),
            may("probability_best", .share(0...1), "the share of resamples in which it is best"),
            must("domains", .array(.reference("DomainEstimate"))), must("worst_domain", .text),
            must("spread", .number, "the worst domain's bits per byte less the best domain's"),
        ]),
        "ComparisonPair": .object([
            must("first", .identifier(.evaluation)), must("second", .identifier(.evaluation)),
            must("difference", .reference("Difference")), must("domains", .map(.reference("Difference"))),
        ]),
        "ComparisonResource": .object([
            must("id", .identifier(.comparison)), must("evaluation_set", .identifier(.evaluationSet)),
            must("objective", .words(of: ObjectiveName.self)), may("domain", .text), must("seed", .count),
            must("resamples", .count), must("part", .words(of: DocumentSide.self)), may("split_seed", .count),
            may("reporting_share", .number), may("excluded_documents", .count), must("documents", .count),
            must("units", .count, "documents, or clusters of them: what is resampled"),
            must("evaluations", .array(.reference("ComparisonPlace"))),
            must(
                "pairs", .array(.reference("ComparisonPair")),
                "all; of more than 32 evaluations, the best with each other one"),
            must("created_at", .moment),
        ]),
    ]
}
