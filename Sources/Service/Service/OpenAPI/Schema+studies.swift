import API
import Mixtures
import Storage
import Studies

extension Schema {
    /// Searches over mixtures.
    static let studies: [String: Schema] = studyRequests.merging(studyResources) { first, _ in first }

    /// The fields that say what is searched for, and how.
    private static let definition: [Property] = [
        may("objective", .reference("StudyObjective"), "what is made small, in bits per byte; `macro` when missing"),
        may("constraints", .reference("StudyConstraints")),
        may("no_harm", .array(.reference("NoHarmLimit"))),
        must("strategy", .reference("StudyStrategy")),
        may("estimator", .words(of: StudyEstimator.self), "`merge` when missing"),
        may("seed", .integer(0...(1 << 53) - 1), "what every random choice starts from; 0 when missing"),
        may("split", .reference("StudySplit"), "of the documents: those that select, those that report"),
        may("budget", .reference("StudyBudget")), may("stop", .reference("StudyStopRule")),
        may(
            "racing", .reference("StudyRacing"),
            "of `enumerate`, `dirichlet` and `sobol`: those behind are dropped early"),
        may(
            "verified", .integer(1...1_000), "how many of the best are merged before one is the answer; 3 when missing"),
        may(
            "streams", .integer(1...2),
            "the version of the random numbers: in 1 a race's order depends on the split; 2 when missing in a creation, "
                + "1 in a study from before there was another"),
    ]

    private static let studyRequests: [String: Schema] = [
        "StudyCreation": .request(
            [
                must("name", .name), must("pool", .referring(.pool)),
                must("evaluation_set", .referring(.evaluationSet)),
            ] + definition),
        "StudyObjective": .either([
            .words(["macro", "micro", "worst"]), .request([must("domain", .text)]),
            .request([must("weighted", .filledMap(.share(0...1e308)))]),
        ]),
        "StudyConstraints": .request([
            may("over", .bounded(.text, 1...100_000), "names, or paths of labels; every partition when missing"),
            may("limits", .map(.bounded(.share(0...1), 2...2)), "by what is weighed: the least and the most weight"),
            may("groups", .array(.reference("GroupLimit"))),
            may("size", .integer(1...100_000), "how many may have a weight, at most"),
            may("supply", .reference("TokenSupply")),
        ]),
        "GroupLimit": .request(
            [
                may("partitions", .bounded(.text, 1...100_000)), may("label", .text, "a path of labels"),
                may("min", .share(0...1)), may("max", .share(0...1)),
            ], exactlyOne: ["partitions", "label"]),
        "TokenSupply": .request([
            must("budget_tokens", .integer(1...(1 << 53) - 1), "tokens that the training will take"),
            may("repetition_cap", .positive(1e6), "how often a partition may be seen; 1 when missing"),
        ]),
        "NoHarmLimit": .request([
            must("domain", .text), must("baseline", .text, "uniform, proportional, unimax, base or single/NAME"),
            must("at_most", .share(-1_024...1_024), "bits per byte above the baseline's"),
        ]),
        "StudyStrategy": .request([
            must("kind", .words(of: StudyStrategy.Kind.self)),
            may("sizes", .array(.integer(1...100_000)), "of `enumerate`"),
            may("leave_one_out", .boolean, "of `enumerate`"), may("singles", .boolean, "of `enumerate`"),
            may("pairs", .boolean, "of `enumerate`"),
            may("count", .integer(1...100_000), "of `dirichlet` and `sobol`"),
            may("concentration", .positive(1e6), "of `dirichlet`; 1 when missing"),
            may("iterations", .integer(1...1_000_000), "of `convex`"),
            may("tolerance", .positive(1), "of `convex`: the certificate's gap, in bits per byte"),
            may("regressor", .words(RegressorChoice.spellings), "of `surrogate`"),
            may("initial", .integer(1...100_000), "of `surrogate`: candidates before the first fit"),
            may("per_round", .integer(1...10_000), "of `surrogate`"), may("rounds", .integer(1...1_000)),
            may("proposal", .reference("ProposalRule"), "of `surrogate`"),
        ]),
        "ProposalRule": .request([
            must("kind", .words(["kl", "expected_improvement"])),
            may("strength", .share(0...1e6), "of `kl`: bits per byte a nat"),
        ]),
        "StudySplit": .request([
            may("seed", .integer(0...(1 << 53) - 1)),
            may("reporting_share", .share(0...1), "above 0 and below 1; 0.5 when missing"),
        ]),
        "StudyBudget": .request([
            may("evaluations", .integer(1...1_000_000_000)), may("tokens", .integer(1...(1 << 53) - 1), "scored"),
        ]),
        "StudyStopRule": .request([
            must("patience", .integer(1...1_000_000), "rounds without a gain"),
            may("minimum_gain", .share(0...1_024), "bits per byte"),
        ]),
        "StudyRacing": .request([
            may("looks", .integer(2...30), "at the scores, the last one of all selecting documents; 4 when missing"),
            may("alpha", .share(0...1), "the probability that the best is dropped, at most; 0.05 when missing"),
        ]),
        "StudySuggestionRequest": .request([may("count", .integer(1...StudySuggestionRequest.limit), "1 when missing")]
        ),
        "StudyTelling": .request(
            [
                may("trial", .integer(1...1_000_000_000), "a number that was suggested"),
                may("mixture", .reference("Weights")),
                may("losses", .filledMap(.share(0...1_024)), "bits per byte by domain; missing has it evaluated here"),
            ], exactlyOne: ["trial", "mixture"]),
    ]

    private static let studyResources: [String: Schema] = [
        "StudyResource": .object(
            [
                must("id", .identifier(.study)), must("name", .text), must("pool", .identifier(.pool)),
                must("evaluation_set", .identifier(.evaluationSet)), must("state", .words(of: API.StudyState.self)),
                must("trials", .map(.count), "how many stand in each state"),
                must("steps", .array(.reference("StudyStepResource"))), may("end", .reference("StudyEnd")),
                may("answer", .reference("StudyAnswer")), may("race", .reference("StudyRace")),
                must("warnings", .array(.reference("ValidityWarning"))),
                may("error", .reference("WorkError")), must("created_at", .moment), may("finished_at", .moment),
            ] + definition),
        "StudyEnd": .object([
            must("reason", .words(of: StudyEnd.Reason.self)), must("detail", .text),
            may("answer", .count, "the number of the trial that is the answer"),
        ]),
        "StudyRace": .object([
            must("looks", .array(.count), "after how many of the selecting documents"), must("candidates", .count),
            must("eliminated", .count),
            must("tokens", .count, "of the selecting documents, scored for those who raced"),
            must("tokens_without", .count, "that every one of them would have been scored on without a race"),
        ]),
        "StudyStepResource": .object([
            must("number", .count), must("kind", .words(of: StudyStep.Kind.self)), must("round", .count),
            must("job", .identifier(.job)), must("state", .words(of: WorkState.self)),
            may("certificate", .map(.anything)), may("fits", .array(.map(.anything))), may("evidence", .map(.count)),
            may("more_evidence_helps", .boolean),
        ]),
        "StudyTrialResource": .object([
            must("number", .count), may("mixture", .reference("Weights"), "missing for the base itself"),
            must("origin", .text, "strategy, told, verification or baseline/NAME"),
            must("estimator", .words(of: Estimator.self)), must("round", .count),
            must("state", .words(of: Trial.State.self)),
            may("losses", .map(.number), "bits per byte of the selecting documents by domain"),
            may("value", .number, "the objective on the selecting documents, in bits per byte"),
            may("look", .count, "of a race: the last that it was scored for; an eliminated one was dropped at it"),
            may("evaluation", .identifier(.evaluation)), may("error", .reference("WorkError")),
            must("created_at", .moment), may("finished_at", .moment),
        ]),
        "StudyAnswer": .object([
            must("trial", .count), must("mixture", .reference("Weights")),
            must("evaluation", .identifier(.evaluation)),
            must("selecting", .number, "the objective on the documents that it was selected by, in bits per byte"),
            must("reporting", .reference("Estimate"), "on the documents that nothing was selected by"),
            must("domains", .map(.reference("Estimate")), "of the reporting documents"),
            must("beside", .array(.reference("StudyComparison"))),
        ]),
        "StudyComparison": .object([
            must("trial", .count), must("origin", .text), must("difference", .reference("Estimate"), "below 0: better"),
            may("probability_better", .share(0...1)), must("resolved", .boolean, "false where the interval holds 0"),
        ]),
        "StudyRankingResource": .object([
            must("study", .identifier(.study)), must("objective", .reference("StudyObjective")),
            must("documents", .count, "that report"), must("places", .array(.reference("StudyPlace"))),
            must("resolved", .boolean, "false where the first two cannot be told apart"),
            must("warnings", .array(.reference("ValidityWarning"))),
        ]),
        "StudyPlace": .object([
            must("rank", .count), must("trial", .count), must("origin", .text), may("mixture", .reference("Weights")),
            must("evaluation", .identifier(.evaluation)), must("estimator", .words(of: Estimator.self)),
            must("value", .reference("Estimate")), may("ranks", .bounded(.count, 2...2), "95 %"),
            may("probability_best", .share(0...1)),
        ]),
        "StudySuggestions": .object([must("trials", .array(.reference("StudyTrialResource")))]),
    ]
}
