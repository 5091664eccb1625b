import API
import Mixtures
import Storage

extension Schema {
    /// What clients send.
    static let requests: [String: Schema] = [
        "PartitionCreation": .request([
            must("name", .name), may("corpus", .name, "`default` when missing"),
            may("labels", .text, "a path such as s2orc/biology/2010-2012"),
            may("role", .words(of: API.PartitionRole.self)), must("blob", .sha256, "an uploaded blob"),
            may("format", .words(API.DocumentFormat.ofText.map(\.rawValue)), "`jsonl` when missing"),
        ]),
        "EvaluationSetCreation": .request([
            must("name", .name), may("corpus", .name, "`default` when missing"),
            must("blob", .sha256, "an uploaded blob"),
            may("format", .words(of: API.DocumentFormat.self), "`jsonl` when missing"),
            may("tokenizer", .referring(.checkpoint), "of token ids: the checkpoint whose tokenizer made them"),
            may(
                "separator", .integer(0...Int(Int32.max)),
                "of token ids: stands between documents; the checkpoint's end-of-text token when missing"),
        ]),
        "CheckpointCreation": .request(
            [
                must("name", .name), may("folder", .text, "an absolute path within an allowed import folder"),
                may("files", .filledMap(.sha256), "file name → SHA-256 of an uploaded blob"),
            ], exactlyOne: ["folder", "files"]),
        "TrainingStart": .request(
            [
                may("checkpoint", .referring(.checkpoint)),
                may("configuration", .map(.anything), "the keys of a Llama's config.json"),
            ], exactlyOne: ["checkpoint", "configuration"]),
        "Plan": .request([
            must("steps", .integer(1...10_000_000)), must("sequences_per_step", .integer(1...65_536)),
            must("context", .integer(1...1_048_576), "tokens that each sequence predicts"),
            must("learning_rate", .positive(1)), may("warmup_steps", .integer(0...10_000_000), "at most `steps`"),
            may("schedule", .words(of: PlanResource.Schedule.self)), may("weight_decay", .share(0...1)),
            may("beta1", .share(0...1), "below 1"), may("beta2", .share(0...1), "below 1"),
            may("epsilon", .positive(1)), may("gradient_clip", .share(0...1e6), "0 is no limit"),
            may("seed", .integer(0...(1 << 53) - 1)),
        ]),
        "TrainingRunCreation": .request([
            must("name", .name), must("kind", .words(of: API.TrainingKind.self)),
            must("start", .reference("TrainingStart")),
            must("data", .reference("Weights"), "partition name or id → weight; the weights sum to 1"),
            may("corpus", .name, "where names of partitions are looked up; `default` when missing"),
            must("plan", .reference("Plan")),
        ]),
        "PoolMemberCreation": .request([
            must("partition", .referring(.partition)), must("checkpoint", .referring(.checkpoint)),
            may(
                "tokens", .integer(0...(1 << 53) - 1),
                "of the partition under the pool's tokenizer; counted when missing"),
        ]),
        "PoolCreation": .request([
            must("name", .name), must("base", .referring(.checkpoint)),
            may(
                "tokenizer", .words(of: TokenizerName.self), "the base's own when missing, and bytes if it brings none"),
            may(
                "general_share", .share(0...1),
                "of general data, such as the base's, in what each partition model was trained on, where it is known"),
            must("partitions", .bounded(.reference("PoolMemberCreation"), 1...100_000)),
        ]),
        "PartitionRetirement": .request([must("partition", .text, "its name in the pool")]),
        "ReferenceRunCreation": .request(
            [
                must("pool", .referring(.pool)), must("mixture", .reference("Weights")),
                may("normalize", .boolean, "divide the weights by their sum"),
                may("training_run", .referring(.trainingRun)), may("checkpoint", .referring(.checkpoint)),
                may("evaluation_set", .referring(.evaluationSet), "what `scores` are of"),
                may("scores", .filledMap(.reference("ReferenceSums")), "domain → sums, of a model that is not here"),
                may("training", .reference("ReferenceTraining"), "of a model that was trained elsewhere"),
            ], exactlyOne: ["training_run", "checkpoint", "scores"]),
        "ReferenceSums": .request([
            must("documents", .integer(1...(1 << 53) - 1)), must("tokens", .integer(1...(1 << 53) - 1)),
            must("words", .integer(1...(1 << 53) - 1)), must("characters", .integer(1...(1 << 53) - 1)),
            must("bytes", .integer(1...(1 << 53) - 1)), must("nll", .share(0...1e300), "nats, summed"),
        ]),
        "ReferenceTraining": .request([
            may("tokens", .integer(1...(1 << 53) - 1), "trained on"),
            may("schedule", .text, "equal for equal schedules"),
            may("base", .name, "what identifies the model that training continues"),
            may("seed", .integer(0...(1 << 53) - 1)),
        ]),
        "ValidityCreation": .request([
            may("evaluation_set", .referring(.evaluationSet), "on which loss barriers are measured"),
            may("barrier", .boolean, "true when there is an evaluation set"),
        ]),
        "ForecastCreation": .request([
            must("pool", .referring(.pool)), must("evaluation_set", .referring(.evaluationSet)),
            must("mixtures", .bounded(.reference("Weights"), 1...ForecastCreation.limit)),
            may("predictor", .words(of: ForecastPredictor.self), "`merge` when missing"),
            may(
                "calibration", .words(of: ForecastCalibration.self),
                "by the reference runs that exist; `none` when missing, and for `both` always `affine`"),
            may("note", .text),
        ]),
        "EvaluationCreation": .request(
            [
                must("pool", .referring(.pool)), must("evaluation_set", .referring(.evaluationSet)),
                may("mixture", .reference("Weights")),
                may("weighting", .reference("Weighting"), "becomes the mixture when it is accepted"),
                may("reference_run", .identifier(.referenceRun)),
                may("checkpoint", .referring(.checkpoint)),
                may("normalize", .boolean, "divide the weights by their sum"),
                may("method", .words(of: MergeMethod.self), "`linear` when missing"),
                may("parameters", .reference("MergeParameters")),
                may(
                    "estimator", .words(of: EstimatorChoice.self),
                    "`merge` when missing; `both` is answered as a batch of two"),
                may("precision", .words(of: Precision.self)),
                may("context", .integer(1...1_048_576), "tokens; the models' own when missing"),
                may("per_token", .boolean, "keep the negative log-likelihood of every token"),
                may("part", .reference("DocumentPart"), "score only these documents of the set"), may("label", .name),
            ], exactlyOne: ["mixture", "weighting", "reference_run", "checkpoint"]),
        "Weighting": .request([
            must(
                "kind", .words(of: Weighting.Kind.self),
                "micro: by tokens; macro: equally over groups, by tokens within"),
            may("partitions", .bounded(.text, 1...100_000), "names; every partition of the pool when missing"),
            may(
                "groups", .filledMap(.share(0...1e308)),
                "in place of `partitions`: path of labels, or partition name → weight that is spread within"),
            may(
                "levels", .integer(1...Weighting.mostLevels),
                "of labels that macro weights are equal over; 1 when missing"),
        ]),
        "MergeParameters": .request([
            may("lambda", .positive(100), "1 when missing"),
            may("density", .positive(1), "a method's own when missing"),
            may("gamma", .share(0...1)), may("epsilon", .share(0...1)), may("normalize", .boolean, "true when missing"),
            may("seed", .integer(0...(1 << 53) - 1), "0 when missing"),
            may("layers", .bounded(.reference("LayerGroup"), 1...100_000), "of the method `layerwise`"),
        ]),
        "LayerGroup": .request([
            must("layers", .bounded(.integer(0...1_000_000), 2...2), "the first and the last layer, counted from 0"),
            must("weights", .reference("Weights"), "partition name → weight"),
        ]),
        "EvaluationBatchCreation": .request([
            must("evaluations", .bounded(.reference("EvaluationCreation"), 1...EvaluationBatchCreation.limit))
        ]),
        "EvaluationSubmission": .either([.reference("EvaluationCreation"), .reference("EvaluationBatchCreation")]),
        "Weights": .filledMap(.share(0...1e308)),
    ]
}
