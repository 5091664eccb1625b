public import API
public import Words

extension AssayClient {
    /// Submits one candidate by one estimator; the answer is final at once when the store knows its score.
    ///
    /// `both` estimators are a batch: ``createEvaluations(_:)``.
    public func createEvaluation(_ creation: EvaluationCreation) async throws -> EvaluationResource {
        try await create("/v1/evaluations", creation)
    }

    /// Submits candidates, all or none; the answers stand in the order of the candidates, by merge before by ensemble
    /// where both are asked for.
    public func createEvaluations(_ creations: [EvaluationCreation]) async throws -> [EvaluationResource] {
        let batch = EvaluationBatchCreation(evaluations: creations)
        let answer: EvaluationBatchResource = try await create("/v1/evaluations", batch)
        return answer.evaluations
    }

    /// An evaluation.
    ///
    /// - Parameters:
    ///   - wait: how long the service may hold its answer back until the evaluation has ended.
    ///   - pool: the pool whose names of partitions are used; the one that first asked when `nil`.
    public func evaluation(_ id: String, wait: Duration? = nil, pool: String? = nil) async throws -> EvaluationResource
    {
        try await read("/v1/evaluations/\(Call.escape(id))", query: Self.names(of: pool), wait: wait)
    }

    /// An evaluation whose score leaves out the documents that overlap with the pool's training text.
    public func evaluationWithoutOverlap(_ id: String, pool: String? = nil) async throws -> EvaluationResource {
        try await json(
            of: .get(
                "/v1/evaluations/\(Call.escape(id))", query: [("exclude_overlapping", "true")] + Self.names(of: pool)))
    }

    /// Every evaluation that passes the filters, newest first or oldest first as the service orders them.
    public func evaluations(
        pool: String? = nil, evaluationSet: String? = nil, state: JobState? = nil, label: String? = nil
    ) -> ItemSequence<EvaluationResource> {
        list(
            "/v1/evaluations",
            filters: [
                ("pool", pool), ("evaluation_set", evaluationSet), ("state", state?.rawValue), ("label", label),
            ], pageSize: 1_000)
    }

    /// Waits until an evaluation has ended, well or not.
    ///
    /// - Parameter pool: the pool whose names of partitions are used; the one that first asked when `nil`.
    public func finishedEvaluation(_ id: String, pool: String? = nil) async throws -> EvaluationResource {
        try await finished {
            try await evaluation(id, wait: Self.longPoll, pool: pool)
        } isFinal: {
            $0.state.isFinal
        }
    }

    /// An evaluation's merge as a file of mergekit's, with checkpoints by their names.
    public func evaluationMergekit(_ id: String, pool: String? = nil) async throws -> [UInt8] {
        try await send(.get("/v1/evaluations/\(Call.escape(id))/mergekit", query: Self.names(of: pool))) {
            try await $0.collect(upTo: Self.longestAnswer)
        }
    }

    /// The score of each document of an evaluation, one JSON object a line, in order of the documents.
    public func evaluationDocuments(_ id: String) async throws -> [UInt8] {
        try await send(.get("/v1/evaluations/\(Call.escape(id))/documents")) {
            try await $0.collect(upTo: Self.longestAnswer)
        }
    }

    private static func names(of pool: String?) -> [(name: String, value: String)] {
        pool.map { [(name: "pool", value: $0)] } ?? []
    }
}
