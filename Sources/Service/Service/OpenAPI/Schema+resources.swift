import API
import Mixtures
import Storage
import StrictJSON

extension Schema {
    /// What the service answers.
    static let resources: [String: Schema] = corpusResources.merging(modelResources) { first, _ in first }
        .merging(evaluationResources) { first, _ in first }.merging(referenceResources) { first, _ in first }.merging(
            fidelityResources
        ) { first, _ in first }

        .merging(serviceResources) { first, _ in first }

    private static let corpusResources: [String: Schema] = [
        "BlobResource": .object([
            must("sha256", .sha256), must("bytes", .count, "how many have come"),
            may("total", .count, "how many there will be, while the upload is not whole"),
        ]),
        "PartitionResource": .object([
            must("id", .identifier(.partition)), must("name", .text), must("corpus", .text), may("labels", .text),
            must("role", .words(of: API.PartitionRole.self)), must("documents", .count), must("bytes", .count),
            must("tokens", .count), must("blob", .sha256), must("format", .words(of: API.DocumentFormat.self)),
            must("created_at", .moment),
        ]),
        "DomainCount": .object([
            must("domain", .text), must("documents", .count), must("bytes", .count),
            may("tokens", .count, "under the tokenizer of the pool that was asked about"),
        ]),
        "EvaluationSetResource": .object([
            must("id", .identifier(.evaluationSet)), must("name", .text), must("corpus", .text),
            must("documents", .count), must("bytes", .count),
            may("tokens", .count, "under the tokenizer of the pool that was asked about"),
            must("domains", .array(.reference("DomainCount"))),
            must("blob", .sha256), must("format", .words(of: API.DocumentFormat.self)), may("tokenizer", .text),
            may("separator", .count), must("created_at", .moment),
        ]),
    ]

    private static let modelResources: [String: Schema] = [
        "CheckpointFileResource": .object([must("name", .text), must("sha256", .sha256), must("bytes", .count)]),
        "CheckpointResource": .object([
            must("id", .identifier(.checkpoint)), must("name", .text), must("hash", .sha256),
            must("model_type", .text), must("parameters", .count), must("vocabulary_size", .count),
            must("context", .count), must("files", .array(.reference("CheckpointFileResource"))),
            must("created_at", .moment),
        ]),
        "TrainingShare": .object([
            must("partition", .identifier(.partition)), must("name", .text), must("weight", .number),
        ]),
        "LossPoint": .object([must("step", .count), must("loss", .number)]),
        "TrainingRunResource": .object([
            must("id", .identifier(.trainingRun)), must("name", .text), must("kind", .words(of: API.TrainingKind.self)),
            must("state", .words(of: WorkState.self)), must("start", .reference("TrainingStart")),
            must("corpus", .text), must("data", .array(.reference("TrainingShare"))),
            must("plan", .reference("Plan")), must("job", .identifier(.job)),
            may("checkpoint", .identifier(.checkpoint)), must("tokens", .count),
            must("losses", .array(.reference("LossPoint"))), may("error", .reference("WorkError")),
            must("created_at", .moment), may("finished_at", .moment),
        ]),
        "PoolMemberResource": .object([
            must("partition", .identifier(.partition)), must("name", .text),
            must("checkpoint", .identifier(.checkpoint)), must("tokens", .count),
            may("retired_at", .moment, "since when nothing new is asked about it"),
        ]),
        "PoolResource": .object([
            must("id", .identifier(.pool)), must("name", .text), must("corpus", .text),
            must("base", .identifier(.checkpoint)), must("tokenizer", .words(of: TokenizerName.self)),
            must("tokenizer_hash", .text, "equal only if every text gets the same ids"),
            may("general_share", .share(0...1), "of general data in what partition models were trained on"),
            must("partitions", .array(.reference("PoolMemberResource"))), must("created_at", .moment),
        ]),
        "ValidityResource": .object([
            must("pool", .identifier(.pool)), must("state", .words(of: WorkState.self)), must("job", .identifier(.job)),
            must("members", .array(.reference("MemberDisplacement")), "empty until it is measured"),
            must(
                "cosines", .array(.array(.either([.share(-1...1), .null]))),
                "of each pair of differences from the base, in the order of `members`; null where one has not moved"),
            may("general_share", .share(0...1), "of general data in what partition models were trained on"),
            must("barriers", .array(.reference("BarriersResource")), "on each evaluation set that they were asked for"),
            must("warnings", .array(.reference("ValidityWarning"))), may("error", .reference("WorkError")),
            must("created_at", .moment), may("finished_at", .moment),
        ]),
    ]

    private static let sums: [Property] = [
        must("documents", .count), must("tokens", .count), must("words", .count), must("characters", .count),
        must("bytes", .count), must("nll", .number, "nats, summed"), must("perplexity", .number),
        must("bits_per_byte", .number),
    ]

    private static let evaluationResources: [String: Schema] = [
        "MacroScoreResource": .object([must("bits_per_byte", .number), must("perplexity", .number)]),
        "DomainScoreResource": .object([must("domain", .text)] + sums),
        "ScoreResource": .object(
            sums + [
                must("macro", .reference("MacroScoreResource")),
                must("domains", .array(.reference("DomainScoreResource"))),
            ]),
        "EvaluationResource": .object([
            must("id", .identifier(.evaluation)), must("state", .words(of: WorkState.self)), must("key", .sha256),
            must("pool", .identifier(.pool)), must("evaluation_set", .identifier(.evaluationSet)),
            may("mixture", .reference("Weights")), may("reference_run", .identifier(.referenceRun)),
            may("checkpoint", .identifier(.checkpoint)), must("method", .words(of: MergeMethod.self)),
            may("parameters", .reference("MergeParameters"), "a value for each that the method has"),
            may("base", .identifier(.checkpoint), "when the method uses it"),
            must("estimator", .words(of: Estimator.self)), must("precision", .words(of: Precision.self)),
            must("tokenizer", .text, "the hash of the pool's tokenizer"),
            must("context", .count), must("protocol", .words(of: ScoringProtocol.self)),
            may("part", .reference("DocumentPart"), "the documents of the set that are scored; all when missing"),
            may("label", .text),
            may("job", .identifier(.job)), may("score", .reference("ScoreResource")),
            may("excluded_documents", .count, "that the score leaves out, where that was asked for"),
            may("documents_blob", .sha256), may("tokens", .reference("TokensResource")), may("kernel_path", .text),
            must("warnings", .array(.reference("ValidityWarning")), "of a merge, as far as validity is measured"),
            may("error", .reference("WorkError")),
            must("created_at", .moment), may("finished_at", .moment),
        ]),
        "TokensResource": .object([
            must("state", .words(of: WorkState.self)), must("job", .identifier(.job)), may("blob", .sha256),
            may("kernel_path", .text), may("error", .reference("WorkError")),
        ]),
        "EvaluationBatchResource": .object([must("evaluations", .array(.reference("EvaluationResource")))]),
        "EvaluationAnswer": .either([.reference("EvaluationResource"), .reference("EvaluationBatchResource")]),
    ]

    private static let serviceResources: [String: Schema] = [
        "FieldError": .object([
            must("pointer", .text, "RFC 6901; empty for the body as a whole, a header or a query parameter"),
            must("detail", .text),
        ]),
        "Problem": .object([
            must("type", .text), must("title", .text), must("status", .integer(400...599)), may("detail", .text),
            may("errors", .array(.reference("FieldError"))),
        ]),
        "ProblemTypeResource": .object([
            must("type", .text), must("title", .text), must("status", .integer(400...599)), must("remedy", .text),
        ]),
        "HealthResource": .object([must("status", .text), may("checks", .map(.text))]),
        "Description": .map(.anything),
    ]

    /// A page of each resource that is listed.
    static let pages: [String: Schema] = [
        "PartitionPage": page("PartitionResource"), "EvaluationSetPage": page("EvaluationSetResource"),
        "CheckpointPage": page("CheckpointResource"), "TrainingRunPage": page("TrainingRunResource"),
        "PoolPage": page("PoolResource"), "ReferenceRunPage": page("ReferenceRunResource"),
        "ForecastPage": page("ForecastResource"),
        "StudyPage": page("StudyResource"), "StudyTrialPage": page("StudyTrialResource"),
        "EvaluationPage": page("EvaluationResource"), "JobPage": page("JobResource"),
        "WorkerPage": page("WorkerResource"),
    ]

    private static func page(_ item: String) -> Schema {
        .object([must("items", .array(.reference(item))), must("next", .either([.text, .null]))])
    }
}
