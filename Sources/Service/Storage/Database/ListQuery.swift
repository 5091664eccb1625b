/// A page of a list: its identifiers are read from one index that covers every condition, and then the rows of those
/// alone.
///
/// A list that nothing matches so costs a walk of an index at most, never a look at a table for each row that is passed
/// over.
struct ListQuery {
    let query: HotQuery
    let values: [Value]

    /// The index that a list walks.
    struct Walk {
        /// The table that the index is of.
        let table: String
        /// `nil`: the table's primary key.
        let index: String?
        /// The column of the identifiers, by which the list is ordered.
        var column = "id"
        /// Whether an identifier can stand there more than once.
        var repeats = false
    }

    /// - Parameters:
    ///   - record: the table whose rows are wanted; its key is `id`.
    ///   - kind: of the identifiers.
    ///   - conditions: of columns that the index holds.
    ///   - moment: only what was created after it, if given.
    init(
        of record: String, kind: Identifier.Kind, by walk: Walk, where conditions: Conditions, after moment: Timestamp?,
        _ page: PageRequest
    ) {
        var all = conditions
        all.page(page, of: kind, after: moment, by: walk.column)
        let source = walk.index.map { "\(walk.table) INDEXED BY \($0)" } ?? walk.table
        let group = walk.repeats ? " GROUP BY \(walk.column)" : ""
        let identifiers = "SELECT \(walk.column) AS id FROM \(source)" + all.sql + group + page.tail(by: walk.column)
        let order = page.order == .newestFirst ? "DESC" : "ASC"
        let access = walk.index.map { "SEARCH \(walk.table) USING COVERING INDEX \($0) (" } ?? walk.table
        query = HotQuery(
            "\(record)s by \(walk.index ?? "time")",
            """
            SELECT t.* FROM (\(identifiers)) wanted CROSS JOIN \(record) t ON t.id = wanted.id
            ORDER BY wanted.id \(order)
            """,
            plan: "CO-ROUTINE wanted", access, "SCAN wanted", "SEARCH t USING PRIMARY KEY (id=?)",
            "USE TEMP B-TREE FOR ORDER BY")
        values = all.values
    }
}
