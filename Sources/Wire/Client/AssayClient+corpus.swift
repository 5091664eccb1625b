public import API

extension AssayClient {
    /// Registers text that was uploaded as a partition, or as the base's share.
    public func createPartition(_ creation: PartitionCreation) async throws -> PartitionResource {
        try await create("/v1/partitions", creation)
    }

    /// A partition by its id.
    public func partition(_ id: String) async throws -> PartitionResource {
        try await read("/v1/partitions/\(Call.escape(id))")
    }

    /// Every partition, of one corpus if it is named.
    public func partitions(corpus: String? = nil) -> ItemSequence<PartitionResource> {
        list("/v1/partitions", filters: [("corpus", corpus)])
    }

    /// Registers documents that were uploaded for scoring.
    public func createEvaluationSet(_ creation: EvaluationSetCreation) async throws -> EvaluationSetResource {
        try await create("/v1/evaluation-sets", creation)
    }

    /// An evaluation set.
    ///
    /// - Parameter pool: has its tokens counted under this pool's tokenizer.
    public func evaluationSet(_ id: String, pool: String? = nil) async throws -> EvaluationSetResource {
        var call = Call.get("/v1/evaluation-sets/\(Call.escape(id))")
        if let pool { call.query.append(("pool", pool)) }
        return try await json(of: call)
    }

    /// Every evaluation set, of one corpus if it is named.
    public func evaluationSets(corpus: String? = nil) -> ItemSequence<EvaluationSetResource> {
        list("/v1/evaluation-sets", filters: [("corpus", corpus)])
    }
}
