import API
import Mixtures
import Statistics
import Storage

extension Schema {
    private static let question: [Property] = [
        must("evaluation_set", .referring(.evaluationSet)), must("mixture", .reference("Weights")),
        may("normalize", .boolean, "divide the weights by their sum"),
        may("estimator", .words(of: Estimator.self), "`merge` when missing"),
        may("precision", .words(of: Precision.self), "`f32` when missing"),
        may("context", .integer(1...1_048_576), "tokens; the models' own when missing"),
    ]

    private static let standing: [Property] = [
        must("pool", .identifier(.pool)), must("evaluation_set", .identifier(.evaluationSet)),
        must("mixture", .reference("Weights")), must("estimator", .words(of: Estimator.self)),
        must("warnings", .array(.reference("ValidityWarning"))),
        must("scores", .count, "how many scores it takes"),
        must(
            "lacking", .array(.reference("LackingScore")),
            "scores that are not known; `rows` is empty while there are any"),
    ]

    private static let view: [Property] = [
        must("kind", .words(of: ScoreView.Kind.self)), must("name", .text, "the domain's, else the kind"),
    ]

    /// What decisions are taken away in.
    static let outputs: [String: Schema] = [
        "AttributionCreation": .request(
            question + [
                may("permutations", .integer(0...1_000_000), "orders drawn, for mixtures of more than ten partitions"),
                may("seed", .integer(0...(1 << 53) - 1), "of those draws"),
            ]),
        "InteractionsCreation": .request(
            question + [may("step", .positive(InteractionPlan.largestStep), "of the differences; 0.05 when missing")]),
        "LackingScore": .object([
            may("mixture", .reference("Weights"), "missing for the base model"),
            may("evaluation", .identifier(.evaluation), "missing where nobody asked"),
            may("state", .words(of: WorkState.self)), may("error", .reference("WorkError")),
        ]),
        "AttributionResource": .object(
            standing + [
                must("method", .words(of: AttributionResource.Method.self)), may("permutations", .count),
                may("seed", .count), must("rows", .array(.reference("AttributionRow"))),
            ]),
        "AttributionRow": .object(
            view + [
                must("base", .number, "bits per byte of the base model"),
                must("whole", .number, "bits per byte of the mixture"),
                must("partitions", .array(.reference("AttributionShare"))),
            ]),
        "AttributionShare": .object([
            must("partition", .text), must("weight", .number),
            must("leave_one_out", .number, "bits per byte of the mixture less those without the partition"),
            must("shapley", .number, "bits per byte; these sum to whole − base"),
            may("standard_error", .number, "of a sampled value"),
        ]),
        "InteractionsResource": .object(
            standing + [must("step", .number), must("rows", .array(.reference("InteractionsRow")))]),
        "InteractionsRow": .object(
            view + [
                must("value", .number, "bits per byte of the mixture"),
                must("residual", .number, "Σ weight · derivative: 0 but for the error of the differences"),
                must("partitions", .array(.reference("InteractionsDerivative"))),
            ]),
        "InteractionsDerivative": .object([
            must("partition", .text), must("weight", .number), must("side", .words(of: InteractionPlan.Side.self)),
            must("derivative", .number, "bits per byte along e − w"),
        ]),
        "ParetoResource": .object([
            must("study", .identifier(.study)), must("estimator", .words(of: Estimator.self)),
            must("domains", .array(.text)), must("front", .count, "how many stand on it"),
            must("points", .array(.reference("ParetoPoint"))),
        ]),
        "ParetoPoint": .object([
            must("trial", .count), may("mixture", .reference("Weights"), "missing for the base model"),
            must("origin", .text), must("losses", .map(.number), "domain → bits per byte of the selecting documents"),
            must("on_front", .boolean), may("beaten_by", .count, "a trial on the front that beats it"),
        ]),
        "LedgerEntry": .object([
            must("activity", .words(of: CostLedger.Activity.self)), must("count", .count), must("tokens", .count),
            must("flops", .number, "6·N·D of training, 2·N·D of scoring"), must("seconds", .number),
        ]),
        "LedgerAlternative": .object([
            must("candidates", .count), must("tokens_per_candidate", .count),
            must("tokens_source", .words(of: LedgerResource.TokensSource.self)), must("tokens", .count),
            must("flops", .number), may("seconds", .number, "at the speed of the training runs here"),
            may("ratio", .number, "its FLOPs over those of partition_training, log_probabilities and scoring"),
        ]),
        "LedgerResource": .object([
            must("pool", .identifier(.pool)), may("study", .identifier(.study)),
            must("parameters", .count, "of one model"),
            must("entries", .array(.reference("LedgerEntry"))), may("alternative", .reference("LedgerAlternative")),
        ]),
    ]
}
