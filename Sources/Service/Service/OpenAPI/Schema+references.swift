import API
import Statistics
import Storage

extension Schema {
    /// What is known of validity, reference runs, and what estimates are worth.
    static let referenceResources: [String: Schema] = [
        "ValidityWarning": .object([
            must("kind", .words(of: ValidityWarning.Kind.self)), may("partition", .text), may("other", .text),
            must("detail", .text),
        ]),
        "BarrierResource": .object([
            must("first", .text), must("second", .text),
            must("height", .number, "bits per byte above the straight line between both, macro, at its highest"),
            must("weight", .share(0...1), "of the first model there"), must("level", .number, "of the line there"),
            must("worst_domain", .text), must("worst_height", .number),
        ]),
        "BarriersResource": .object([
            must("evaluation_set", .identifier(.evaluationSet)), must("evaluations", .count),
            must("lacking", .count, "evaluations without a score"),
            must("pairs", .array(.reference("BarrierResource"))),
        ]),
        "ReferenceRunResource": .object([
            must("id", .identifier(.referenceRun)), must("pool", .identifier(.pool)),
            must("mixture", .reference("Weights")), may("training_run", .identifier(.trainingRun)),
            may("checkpoint", .identifier(.checkpoint)), may("evaluation_set", .identifier(.evaluationSet)),
            may("score", .reference("ScoreResource"), "that was brought"),
            must("training", .reference("ReferenceTraining")),
            may("repetitions", .map(.number), "partition name → how often its tokens were seen"),
            must("created_at", .moment),
        ]),
        "FidelityGap": .object([
            must("reference_run", .identifier(.referenceRun)), must("needs_estimate", .boolean),
            must("needs_reference", .boolean),
        ]),
        "FidelityReference": .object([
            must("reference_run", .identifier(.referenceRun)), must("mixture", .reference("Weights")),
            must("training", .reference("ReferenceTraining")), may("repetitions", .map(.number)),
        ]),
        "FidelityResource": .object([
            must("pool", .identifier(.pool)), must("evaluation_set", .identifier(.evaluationSet)),
            must("table", .reference("FidelityTable")),
            must("gaps", .array(.reference("FidelityGap"))),
            must("without_ensemble", .array(.identifier(.referenceRun))),
            must("references", .array(.reference("FidelityReference"))),
            must(
                "comparability",
                .object(
                    ["tokens", "schedule", "base"].map { must($0, .words(of: ReferenceConditions.Equality.self)) })),
            must("warnings", .array(.reference("ValidityWarning"))),
        ]),
        "ForecastValue": .object([
            must("name", .text), must("macro", .boolean), must("predicted", .number, "bits per byte"),
            may("margin", .number, "half the 95 % interval of one run"),
            may("found", .number, "mean of the runs since"),
        ]),
        "ForecastMixture": .object([
            must("mixture", .reference("Weights")), must("values", .array(.reference("ForecastValue"))),
            may("reference_runs", .array(.identifier(.referenceRun)), "that have come since"),
        ]),
        "ForecastOutcome": .object([
            must("name", .text), must("macro", .boolean), must("points", .count),
            may("within", .count, "that lie within their interval"), may("error", .number, "root mean square"),
            must("correlation", .reference("Correlation"), "of predicted with found"),
        ]),
        "ForecastContent": .object(said),
        "ForecastResource": .object(
            said.filter { $0.name != "documents_hash" } + [
                must("id", .identifier(.forecast)), must("hash", .sha256, "of the content"),
                must("outcomes", .array(.reference("ForecastOutcome"))),
                must("warnings", .array(.reference("ValidityWarning"))),
            ]),
    ]

    private static let said: [Property] = [
        must("pool", .identifier(.pool)), must("evaluation_set", .identifier(.evaluationSet)),
        must("documents_hash", .sha256), must("predictor", .words(of: ForecastPredictor.self)),
        must("calibration", .words(of: ForecastCalibration.self)),
        must("calibrated_on", .array(.identifier(.referenceRun))), may("note", .text),
        must("mixtures", .array(.reference("ForecastMixture"))), must("created_at", .moment),
    ]
}
