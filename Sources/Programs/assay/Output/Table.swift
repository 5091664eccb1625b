/// Rows under headings, as text for people; programs read a `TableDocument`.
struct Table: Hashable, Sendable {
    enum Alignment: Hashable, Sendable {
        case left, right
    }

    struct Column: Hashable, Sendable {
        let title: String
        let alignment: Alignment

        static func text(_ title: String) -> Column { Column(title: title, alignment: .left) }
        static func number(_ title: String) -> Column { Column(title: title, alignment: .right) }
    }

    /// A line above the table; none when empty.
    var title = ""
    let columns: [Column]
    private(set) var rows: [[String]] = []
    /// Lines below the table.
    var notes: [String] = []

    init(title: String = "", columns: [Column]) {
        self.title = title
        self.columns = columns
    }

    /// Adds a row; a cell for every column, empty where a value is missing.
    mutating func add(_ cells: [String?]) {
        rows.append(
            (cells.map { $0 ?? "" } + Array(repeating: "", count: columns.count)).prefix(columns.count).map { $0 })
    }

    /// Padded columns, two spaces apart, for a terminal.
    var text: String {
        let widths = columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
        let titles = columns.map(\.title)
        var lines = title.isEmpty ? [] : [title]
        if titles.contains(where: { !$0.isEmpty }) { lines.append(line(titles, widths: widths)) }
        lines += rows.map { line($0, widths: widths) }
        if rows.isEmpty { lines.append("(none)") }
        return (lines + notes).joined(separator: "\n") + "\n"
    }

    private func line(_ cells: [String], widths: [Int]) -> String {
        let padded = columns.indices.map { column in
            let padding = String(repeating: " ", count: widths[column] - cells[column].count)
            return columns[column].alignment == .left ? cells[column] + padding : padding + cells[column]
        }
        let joined = padded.joined(separator: "  ")
        return String(joined.reversed().drop { $0 == " " }.reversed())
    }
}

extension Table {
    /// A name and a value a line; the value is empty where it is missing.
    init(of fields: [(name: String, value: String?)]) {
        self.init(columns: [.text(""), .text("")])
        for field in fields { add([field.name, field.value]) }
    }
}
