import API
import ArgumentParser
import Client
import Mixtures

/// The mixture that an output is about, and how its relatives are scored.
struct QuestionOptions: ParsableArguments {
    @Option(help: "The pool (id or name).") var pool: String
    @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
    @Argument(help: ArgumentHelp("The mixture; repeat.", valueName: "name=weight")) var weights: [WeightArgument]
    @Flag(help: "Divide the weights by their sum.") var normalize = false
    @Option(help: "How scores are estimated.") var estimator = Estimator.merge
    @OptionGroup var scoring: ScoringArguments
    @Flag(name: .customLong("no-wait"), help: "Return as soon as the scores that are lacking are queued.")
    var isImmediate = false

    func question() throws -> OutputQuestion {
        let mixture = try weights.weights()
        try MixtureCheck.check(mixture, normalize: normalize, place: "mixture")
        return OutputQuestion(
            evaluationSet: evaluationSet, mixture: mixture, normalize: normalize, estimator: estimator,
            scoring: scoring.options)
    }

    /// Asks, waits for the scores that are lacking, and asks again; unless one of them has failed.
    func answer<Resource>(
        _ client: AssayClient, lacking: (Resource) -> [LackingScore], ask: () async throws -> Resource
    ) async throws -> (Resource, failure: Failure?) {
        let asked = try await ask()
        guard !isImmediate, !lacking(asked).isEmpty else { return (asked, nil) }
        var bar = ProgressBar("evaluating")
        defer { bar.clear() }
        var ended: [EvaluationResource] = []
        let ids = lacking(asked).compactMap(\.evaluation)
        for id in ids {
            bar.show(ended.count, of: ids.count)
            ended.append(try await client.finishedEvaluation(id))
        }
        if let failure = Waiting.failure(of: ended) { return (asked, failure) }
        return (try await ask(), nil)
    }
}
