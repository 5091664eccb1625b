public import API

extension AssayClient {
    /// Says beforehand what mixtures will be found to be.
    public func createForecast(_ creation: ForecastCreation) async throws -> ForecastResource {
        try await create("/v1/forecasts", creation)
    }

    /// A forecast beside what has been found since.
    public func forecast(_ id: String) async throws -> ForecastResource {
        try await read("/v1/forecasts/\(Call.escape(id))")
    }

    /// Every forecast, of one pool if it is named.
    public func forecasts(pool: String? = nil) -> ItemSequence<ForecastResource> {
        list("/v1/forecasts", filters: [("pool", pool)])
    }
}
