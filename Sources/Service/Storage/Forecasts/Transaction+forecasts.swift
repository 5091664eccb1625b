import Foundation
import Hashing

extension ForecastRecord: Stored {
    static let table = "forecast"
    static let columns = ["id", "pool", "evaluation_set", "content", "hash", "created_at"]
    static let insertion = insertion()

    var values: [Value] {
        [id.text, pool.text, evaluationSet.text, content, Data(hash.bytes), createdAt.milliseconds]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), pool: try columns.identifier("pool"),
            evaluationSet: try columns.identifier("evaluation_set"), content: try columns.data("content"),
            hash: try columns.digest("hash"), createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Keeps a forecast; nothing changes it any more.
    ///
    /// - Throws: ``StorageError`` with code `missing` if its pool or evaluation set is not there.
    public func insert(_ record: ForecastRecord) throws {
        try execute(ForecastRecord.insertion, record.values)
    }

    /// A forecast as it was stored.
    public func forecast(_ id: Identifier) throws -> ForecastRecord? {
        try row("SELECT * FROM forecast WHERE id = ?", [id.text], of: ForecastRecord.table, ForecastRecord.init)
    }

    /// A page of forecasts.
    public func forecasts(
        _ filter: ForecastFilter = ForecastFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<ForecastRecord> {
        var conditions = Conditions()
        conditions.match("pool", filter.pool?.text)
        conditions.page(page, of: .forecast, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM forecast" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: ForecastRecord.table, ForecastRecord.init)
        return page.cut(records, by: \.id)
    }
}
