import API
import Mixtures
import Storage

extension Schema {
    /// Jobs, and what is said between service and workers.
    static let work: [String: Schema] = jobResources.merging(workerRequests) { first, _ in first }
        .merging(workerAnswers) { first, _ in first }
        .merging(contamination) { first, _ in first }

    private static let jobResources: [String: Schema] = [
        "WorkError": .request([must("code", .name), must("detail", .text), must("retryable", .boolean)]),
        "AttemptResource": .object([
            must("number", .count), must("worker", .identifier(.worker)), must("state", .text),
            must("started_at", .moment), may("ended_at", .moment), may("error", .reference("WorkError")),
        ]),
        "JobResource": .object([
            must("id", .identifier(.job)), must("kind", .words(of: API.JobKind.self)),
            must("state", .words(of: WorkState.self)),
            must("subject", .text, "the evaluation, training run, pool or contamination that it is for"),
            must("priority", .number),
            may("progress", .share(0...1)), may("error", .reference("WorkError")),
            must("attempts", .array(.reference("AttemptResource"))),
            may("needs", .array(.identifier(.job)), "what it had to wait for; missing in lists"),
            must("created_at", .moment),
            may("scheduled_at", .moment), may("started_at", .moment), may("finished_at", .moment),
        ]),
        "WorkerResource": .object([
            must("id", .identifier(.worker)), must("name", .text), must("pid", .count), must("host", .text),
            must("threads", .count), must("kernel_path", .text), must("state", .words(of: WorkerResource.State.self)),
            must("jobs", .array(.identifier(.job))), must("registered_at", .moment), must("seen_at", .moment),
        ]),
    ]

    private static let lease: [Property] = [
        must("job", .text), must("attempt", .integer(1...1_000_000)), must("lease_token", .text),
    ]

    private static let workerRequests: [String: Schema] = [
        "WorkerRegistration": .request([
            must("name", .name), must("pid", .integer(1...Int(Int32.max))), must("host", .name),
            must("threads", .integer(1...4_096)), must("kernel_path", .text),
        ]),
        "LeaseRequest": .request([
            must("max", .integer(1...1_000), "most jobs, whatever they are"),
            may("together", .integer(1...1_000), "most jobs of one batch"), may("wait_seconds", .share(0...300)),
        ]),
        "LossPoint.Request": .request([must("step", .integer(0...10_000_000)), must("loss", .number)]),
        "JobProgress": .request([
            must("completed", .count), must("total", .count), may("losses", .array(.reference("LossPoint.Request"))),
            may("tokens", .count),
        ]),
        "HeldLease": .request(lease + [may("progress", .reference("JobProgress")), may("state_blob", .sha256)]),
        "HeartbeatRequest": .request([must("leases", .array(.reference("HeldLease")))]),
        "DomainSums": .request([
            must("domain", .text), must("documents", .integer(1...1 << 40)), must("tokens", .integer(1...1 << 40)),
            must("words", .integer(0...1 << 40)), must("characters", .integer(0...1 << 40)),
            must("bytes", .integer(1...1 << 40)),
            must("nll", .share(0...1e308)),
        ]),
        "EvaluationResult": .request([
            must("type", .words(["evaluation"])), must("domains", .bounded(.reference("DomainSums"), 1...1_000_000)),
            must("documents_blob", .sha256), may("tokens_blob", .sha256, "where the task asks for the tokens"),
            must("kernel_path", .text),
        ]),
        "TrainingResult": .request([
            must("type", .words(["training"])), must("files", .filledMap(.sha256)), must("tokens", .count),
            must("losses", .array(.reference("LossPoint.Request"))), must("kernel_path", .text),
        ]),
        "MemberDisplacement": .request([
            must("partition", .text), must("delta", .share(0...1), "‖Θ−Θ0‖ / (‖Θ‖+‖Θ0‖), L2 over all parameters"),
        ]),
        "DisplacementCosine": .request([
            must("first", .text), must("second", .text), may("cosine", .share(-1...1)),
        ]),
        "ValidityResult": .request([
            must("type", .words(["validity"])),
            must("members", .bounded(.reference("MemberDisplacement"), 1...100_000)),
            must("cosines", .array(.reference("DisplacementCosine")), "every pair once, in order of names"),
        ]),
        "LogProbabilitiesResult": .request([
            must("type", .words(["log_probabilities"])),
            must("blob", .sha256, "f32, little-endian: one natural log-probability a scored token, documents in order"),
            must("tokens", .integer(1...1 << 40)), must("kernel_path", .text),
        ]),
        "StudyResult": .request([
            must("type", .words(["study"])), must("result", .map(.anything), "of the step that the task asked for"),
        ]),
        "CompletionRequest": .request(
            lease + [
                must(
                    "result",
                    .either([
                        .reference("EvaluationResult"), .reference("TrainingResult"), .reference("ValidityResult"),
                        .reference("ContaminationResult"),
                        .reference("LogProbabilitiesResult"), .reference("StudyResult"),
                    ]))
            ]),
        "FailureRequest": .request(lease + [must("error", .reference("WorkError"))]),
    ]

    private static let workerAnswers: [String: Schema] = [
        "TaskCheckpoint": .object([
            must("id", .identifier(.checkpoint)), must("hash", .sha256), must("files", .map(.sha256)),
        ]),
        "TaskLogProbabilities": .object([
            must("name", .text), must("blob", .sha256), must("tokens", .count),
        ]),
        "TaskMember": .object([
            must("checkpoint", .reference("TaskCheckpoint")), must("weight", .number),
            may("log_probabilities", .reference("TaskLogProbabilities"), "where an ensemble is asked for"),
        ]),
        "TaskTokenizer": .object([
            must("name", .words(of: TokenizerName.self)), may("hash", .text, "what it must turn out to be"),
            may("files", .map(.sha256), "missing for bytes"),
            must("vocabulary_rows", .count),
        ]),
        "TaskDocuments": .object([
            must("blob", .sha256), must("format", .words(of: API.DocumentFormat.self)), must("domain", .text),
            may("separator", .count),
        ]),
        "TaskShare": .object([
            must("partition", .text), must("documents", .reference("TaskDocuments")), must("weight", .number),
        ]),
        "EvaluationTask": .object([
            must("type", .words(["evaluation"])), must("members", .array(.reference("TaskMember"))),
            must("tokenizer", .reference("TaskTokenizer")), must("documents", .reference("TaskDocuments")),
            must("method", .words(of: MergeMethod.self)),
            may("parameters", .reference("MergeParameters"), "layer groups by checkpoint hash"),
            may("base", .reference("TaskCheckpoint"), "when the method uses it"),
            must("estimator", .words(of: Estimator.self)),
            must("precision", .words(of: Precision.self)), must("context", .count),
            must("protocol", .words(of: ScoringProtocol.self)), must("per_token", .boolean),
        ]),
        "TrainingTask": .object([
            must("type", .words(["training"])), must("kind", .words(of: API.TrainingKind.self)),
            may("checkpoint", .reference("TaskCheckpoint")), may("configuration", .map(.anything)),
            must("tokenizer", .reference("TaskTokenizer")), must("data", .array(.reference("TaskShare"))),
            must("plan", .reference("Plan")), may("resume_blob", .sha256),
        ]),
        "TaskModel": .object([must("partition", .text), must("checkpoint", .reference("TaskCheckpoint"))]),
        "ValidityTask": .object([
            must("type", .words(["validity"])), must("base", .reference("TaskCheckpoint")),
            must("models", .array(.reference("TaskModel"))),
        ]),
        "LogProbabilitiesTask": .object([
            must("type", .words(["log_probabilities"])), must("checkpoint", .reference("TaskCheckpoint")),
            must("tokenizer", .reference("TaskTokenizer")), must("documents", .reference("TaskDocuments")),
            must("precision", .words(of: Precision.self)), must("context", .count),
            must("protocol", .words(of: ScoringProtocol.self)),
        ]),
        "StudyTask": .object([
            must("type", .words(["study"])), must("input", .map(.anything)),
            may("ensemble", .reference("StudyEnsemble"), "of a convex step"),
        ]),
        "StudyEnsemble": .object([
            must("models", .array(.reference("TaskLogProbabilities")), "one a partition that is weighed, by name"),
            must("document_tokens", .array(.count)),
            must("document_weights", .array(.number), "what a nat counts in bits per byte of the objective"),
        ]),
        "LeaseResource": .object([
            must("job", .identifier(.job)), must("attempt", .count), must("lease_token", .text),
            must("deadline", .moment), may("batch", .text, "equal for jobs that cost less together than one by one"),
            must(
                "task",
                .either([
                    .reference("EvaluationTask"), .reference("TrainingTask"), .reference("ValidityTask"),
                    .reference("ContaminationTask"),
                    .reference("LogProbabilitiesTask"), .reference("StudyTask"),
                ])),
        ]),
        "LeaseResponse": .object([
            must("leases", .array(.reference("LeaseResource"))), must("lease_seconds", .number),
        ]),
        "HeartbeatResponse": .object([
            must("lost", .array(.text)), must("cancel", .array(.text)),
        ]),
    ]
}
