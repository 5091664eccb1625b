/// A query on a hot path: its SQL, and how SQLite must answer it however many rows there are.
///
/// Nobody runs `ANALYZE`, and without statistics SQLite 3.40 passes over a partial index when another index matches
/// too. So hot queries name their index by `INDEXED BY` and their order of joins by `CROSS JOIN`. A test reads the plan
/// of each of ``all`` over tables of 100,000 rows.
///
/// A query stands in a file of its own resource, `HotQuery+….swift`, as a static member.
struct HotQuery: Sendable {
    /// What it finds.
    let name: String
    let sql: String
    /// What each step that `EXPLAIN QUERY PLAN` shows must say, in order: a part of the step's text.
    let plan: [String]

    init(_ name: String, _ sql: String, plan: String...) {
        self.name = name
        self.sql = sql
        self.plan = plan
    }

    /// Every query on a hot path, lists with each set of conditions that they can be given included.
    static var all: [HotQuery] {
        queueQueries + jobQueries + studyQueries + evaluationQueries + documentQueries
            + EvaluationFilter.everyKind.map { $0.query(PageRequest()).query }
            + JobFilter.everyKind.map { $0.query(PageRequest()).query }
    }
}

extension Transaction {
    /// Every row that a hot query gives.
    func rows<Record>(
        _ query: HotQuery, _ values: [Value] = [], of table: String, _ decode: (Columns) throws -> Record
    ) throws -> [Record] {
        try rows(query.sql, values, of: table, decode)
    }

    /// The first row that a hot query gives.
    func row<Record>(
        _ query: HotQuery, _ values: [Value] = [], of table: String, _ decode: (Columns) throws -> Record
    ) throws -> Record? {
        try row(query.sql, values, of: table, decode)
    }

    /// The whole number that a hot query gives, if it gives one.
    func integer(_ query: HotQuery, _ values: [Value] = []) throws -> Int? {
        try integer(query.sql, values)
    }
}
