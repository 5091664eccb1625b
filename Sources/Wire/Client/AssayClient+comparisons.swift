public import API

extension AssayClient {
    /// Compares evaluations on the same documents; the same question has the same answer, which is kept.
    public func createComparison(_ creation: ComparisonCreation) async throws -> ComparisonResource {
        try await create("/v1/comparisons", creation)
    }

    /// A comparison that was made.
    public func comparison(_ id: String) async throws -> ComparisonResource {
        try await read("/v1/comparisons/\(Call.escape(id))")
    }
}
