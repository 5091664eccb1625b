/// A record that is one row of one table.
protocol Stored {
    static var table: String { get }
    /// The columns, in the order of ``values``.
    static var columns: [String] { get }
    var values: [Value] { get }
}

extension Stored {
    /// `INSERT` with a parameter for each column.
    static func insertion() -> String {
        let parameters = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(parameters))"
    }
}

/// The conditions of a query, with their values, joined by `AND`.
struct Conditions {
    private var clauses: [String] = []
    private(set) var values: [Value] = []

    mutating func add(_ clause: String, _ values: Value...) {
        clauses.append(clause)
        self.values += values
    }

    /// Adds `column = value` if there is a value.
    mutating func match(_ column: String, _ value: Value) {
        if let value { add("\(column) = ?", value) }
    }

    /// Adds `EXISTS (…)` of another table's rows.
    mutating func addExistence(of table: String, where join: String, and inner: Conditions) {
        let all = ([join] + inner.clauses).joined(separator: " AND ")
        clauses.append("EXISTS (SELECT 1 FROM \(table) WHERE \(all))")
        values += inner.values
    }

    /// Keeps to one page of a list in order of an identifier's column.
    mutating func page(_ page: PageRequest, of kind: Identifier.Kind, after moment: Timestamp?, by column: String) {
        if let after = page.after {
            add(page.order == .newestFirst ? "\(column) < ?" : "\(column) > ?", after.text)
        }
        if let moment {
            // Identifiers begin with their moment, so the index that orders the list answers this too.
            let first = Identifier.first(of: kind, at: moment.advanced(by: .milliseconds(1)))
            add("\(column) >= ?", first.text)
        }
    }

    /// ` WHERE …`, or nothing.
    var sql: String {
        clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND ")
    }
}

extension PageRequest {
    /// ` ORDER BY … LIMIT …` with one row more than asked, which tells whether another page follows.
    func tail(by column: String) -> String {
        " ORDER BY \(column) \(order == .newestFirst ? "DESC" : "ASC") LIMIT \(max(1, limit) + 1)"
    }

    /// Cuts off the row too many.
    func cut<Item>(_ rows: [Item], by identifier: (Item) -> Identifier) -> Page<Item> {
        let limit = max(1, limit)
        guard rows.count > limit else { return Page(items: rows, next: nil) }
        let items = Array(rows[..<limit])
        return Page(items: items, next: items.last.map(identifier))
    }
}
