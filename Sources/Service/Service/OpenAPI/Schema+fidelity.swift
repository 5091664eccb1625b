import API
import Statistics
import Storage

extension Schema {
    /// A fidelity table, down to its figures; losses are bits per byte.
    static let fidelityResources: [String: Schema] = [
        "FidelityTable": .object([
            must("points", .count, "mixtures with an estimate and a reference run"),
            must("runs", .count, "their reference runs"), must("resamples", .count, "behind each interval"),
            must("seed", .count, "that they were drawn from"),
            must("rows", .array(.reference("FidelityRow")), "domains in order of name, then macro"),
        ]),
        "FidelityRow": .object([
            must("name", .text), must("macro", .boolean, "true for the mean over domains"),
            may("own", .text, "the domain's own partition"), may("level", .reference("FidelityLevel"), "of the merge"),
            may("ensemble", .reference("FidelityLevel"), "of the ensemble"), may("noise", .reference("FidelityNoise")),
            must("calibrations", .array(.reference("FidelityCalibration"))),
            may("disagreement", .reference("FidelityDisagreement")),
            must("groups", .array(.reference("FidelityGroup"))),
        ]),
        "FidelityLevel": .object([
            must("estimated", .number, "mean of the estimates"), must("reference", .number, "mean of the references"),
            must("bias", .number, "mean of estimate − reference"),
        ]),
        "FidelityNoise": .object([
            must("deviation", .number, "of one run, from runs of one mixture"), must("mixtures", .count),
            must("runs", .count),
        ]),
        "FidelityCalibration": .object([
            must("predictor", .words(of: Predictor.self)), must("method", .words(of: Calibration.Method.self)),
            must("points", .count), may("error", .number, "root mean square, each mixture predicted from the others"),
            may("margin", .number, "half the 95 % interval of one run"), may("intercept", .number),
            may("slopes", .array(.number)),
            may("knots", .array(.object([must("x", .number, "the estimate"), must("y", .number, "predicted")]))),
            may("undefined", .text, "why there is none"),
        ]),
        "FidelityDisagreement": .object([
            must("pairs", .count), must("differing", .count, "pairs that merge and ensemble order differently"),
            may("merge", .count, "of those, how many the merge orders as they were found"), may("ensemble", .count),
            must("best", .boolean, "whether both call the same mixture best"),
        ]),
        "FidelityGroup": .object([
            must("scope", .text, "`all`, `size-N`: mixtures of N partitions, or `lacking`: without the domain's own"),
            must("points", .count), may("ceiling", .number, "the largest Pearson's r that noise allows"),
            must("entries", .array(.reference("FidelityEntry"))),
        ]),
        "FidelityEntry": .object([
            must("predictor", .words(of: Predictor.self)), must("correlation", .reference("Correlation")),
            must("agreement", .reference("Agreement")),
        ]),
        "Correlation": .object([
            must("points", .count), may("pearson", .share(-1...1)), may("spearman", .share(-1...1)),
            may("undefined", .text, "why there is none"),
        ]),
        "Interval": .object([must("low", .number), must("high", .number)]),
        "Measure": .object([
            may("value", .number), may("interval", .reference("Interval"), "95 %"),
            may("undefined", .text, "why there is no value"),
        ]),
        "Agreement": .object([
            may("pearson", .reference("Interval"), "95 %"), may("spearman", .reference("Interval"), "95 %"),
            must("top", .reference("Measure"), "Spearman's rho within the best quarter by reference"),
            must("decisions", .reference("Measure"), "share of pairs that are ordered rightly"),
            must("regret", .reference("Measure"), "by which what is predicted best is worse than the best"),
        ]),
    ]
}
