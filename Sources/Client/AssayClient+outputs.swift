public import API

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

    /// What a pool's answers have cost.
    ///
    /// - Parameter tokensPerCandidate: what a candidate would be trained on; the service looks it up when it is not given.
    public func ledger(of pool: String, tokensPerCandidate: Int? = nil) async throws -> LedgerResource {
        try await json(
            of: .get(
                "/v1/pools/\(Call.escape(pool))/ledger",
                query: tokensPerCandidate.map { [("tokens_per_candidate", "\($0)")] } ?? []))
    }

    /// Asking twice does no more than asking once: the service knows every score by its key.
    private func ask<Value: Decodable>(_ path: String, _ body: some Encodable) async throws -> Value {
        try await json(of: .post(path, json: JSONCoder.encode(body), isRepeatable: true))
    }
}
