import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let forecastOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/forecasts", id: "createForecast",
            summary: """
                Says beforehand what mixtures without a reference run will be found to be, by their estimates or calibrated by \
                the reference runs that exist. It is never changed.
                """,
            tag: "forecasts", headers: [.idempotencyKey], body: .json("ForecastCreation"),
            outcomes: [Outcome(201, "The forecast.", .json("ForecastResource"))],
            desk: \.forecasts
        ) { call, desk in
            try await call.creating(ForecastCreation.self) { body in
                try await desk.material(of: body)
            } effect: { body, material, transaction in
                try desk.createForecast(body, material, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/forecasts", id: "listForecasts", summary: "Lists forecasts.", tag: "forecasts",
            query: QueryParameter.page(of: .forecast) + [
                .createdAfter, QueryParameter(name: "pool", summary: "only of this pool", kind: .reference),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("ForecastPage"))],
            desk: \.forecasts
        ) { call, desk in
            let (page, filter) = try call.query { query in
                (query.page(of: .forecast), (pool: query.text("pool"), after: query.moment("created_after")))
            }
            let pool = try await call.identifier(.pool, parameter: "pool", filter.pool)
            return try call.listing(
                try await desk.store.read { transaction in
                    let filter = ForecastFilter(pool: pool, createdAfter: filter.after)
                    return try API.Page(transaction.forecasts(filter, page: page)) {
                        try desk.forecast($0, in: transaction)
                    }
                })
        },
        Operation(
            method: .get, path: "/v1/forecasts/{id}", id: "readForecast",
            summary: "Reads a forecast beside what has been found since.", tag: "forecasts", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The forecast.", .json("ForecastResource"))], problems: [.notFound],
            desk: \.forecasts
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.forecast)
            return try call.reading(
                try await desk.store.read { transaction in
                    guard let record = try transaction.forecast(id) else {
                        throw Problem.notFound("forecast \"\(id)\"")
                    }
                    return try desk.forecast(record, in: transaction)
                })
        },
        Operation(
            method: .get, path: "/v1/forecasts/{id}/content", id: "readForecastContent",
            summary: "Reads what a forecast said, byte for byte: what its hash is the SHA-256 of.", tag: "forecasts",
            outcomes: [Outcome(200, "The content.", .json("ForecastContent"))], problems: [.notFound],
            desk: \.forecasts
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.forecast)
            let record = try await desk.store.read { try $0.forecast(id) }
            guard let record else { throw Problem.notFound("forecast \"\(id)\"") }
            return Answer(.ok, body: Array(record.content)).response
        },
    ]
}
