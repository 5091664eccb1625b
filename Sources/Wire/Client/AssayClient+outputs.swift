public import API
public import Mixtures

/// What decisions are taken away in.
extension AssayClient {
    /// Has the scores queued that an attribution lacks, and tells what is known.
    public func askAttribution(of pool: String, _ creation: AttributionCreation) async throws -> AttributionResource {
        try await ask("/v1/pools/\(Call.escape(pool))/attribution", creation)
    }

    /// Has the scores queued that an interaction matrix lacks, and tells what is known.
    public func askInteractions(
        of pool: String, _ creation: InteractionsCreation
    ) async throws -> InteractionsResource {
        try await ask("/v1/pools/\(Call.escape(pool))/interactions", creation)
    }

    /// What the answers of a pool, or of one study over it, have cost.
    ///
    /// - Parameter tokensPerCandidate: what a candidate would be trained on; the service looks it up when it is not
    ///   given.
    public func ledger(
        of pool: String, study: String? = nil, tokensPerCandidate: Int? = nil
    ) async throws -> LedgerResource {
        let asked = [("study", study), ("tokens_per_candidate", tokensPerCandidate.map { "\($0)" })]
        return try await json(
            of: .get(
                "/v1/pools/\(Call.escape(pool))/ledger",
                query: asked.compactMap { name, value in value.map { (name: name, value: $0) } }))
    }

    /// Asking twice does no more than asking once: the service knows every score by its key.
    private func ask<Value: Decodable>(_ path: String, _ body: some Encodable) async throws -> Value {
        try await json(of: .post(path, json: JSONCoder.encode(body), isRepeatable: true))
    }
}

/// What a study found, to be taken away.
extension AssayClient {
    /// The candidates that no other beats in every domain at once.
    public func studyPareto(_ id: String, estimator: Estimator = .merge) async throws -> ParetoResource {
        try await json(
            of: .get("/v1/studies/\(Call.escape(id))/pareto", query: [("estimator", estimator.rawValue)]))
    }

    /// The mixture that a study proposes, or that of one of its trials.
    public func studyProposal(_ id: String, trial: Int? = nil) async throws -> ProposalResource {
        try await json(of: .get("/v1/studies/\(Call.escape(id))/proposal", query: Self.query(trial)))
    }

    /// The merge of a proposal as a file of mergekit's, with checkpoints by their names.
    public func studyMergekit(_ id: String, trial: Int? = nil) async throws -> [UInt8] {
        try await send(.get("/v1/studies/\(Call.escape(id))/proposal/mergekit", query: Self.query(trial))) {
            try await $0.collect(upTo: Self.longestAnswer)
        }
    }

    private static func query(_ trial: Int?) -> [(name: String, value: String)] {
        trial.map { [("trial", "\($0)")] } ?? []
    }
}
