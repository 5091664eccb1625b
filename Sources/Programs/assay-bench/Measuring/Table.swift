/// A table in Markdown whose columns also line up as plain text: the first to the left, the others to the right.
struct Table {
    private var rows: [[String]]

    init(_ header: [String]) { rows = [header] }

    /// As many cells as the header has.
    mutating func add(_ row: [String]) { rows.append(row) }

    var isEmpty: Bool { rows.count == 1 }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let rule = widths.enumerated().map { column, width in
            column == 0 ? String(repeating: "-", count: width) : String(repeating: "-", count: max(width - 1, 2)) + ":"
        }
        return ([rows[0], rule] + rows.dropFirst()).map { row in
            let cells = zip(row, widths).enumerated().map { column, cell in
                let space = String(repeating: " ", count: max(cell.1 - cell.0.count, 0))
                return column == 0 ? cell.0 + space : space + cell.0
            }
            return "| \(cells.joined(separator: " | ")) |\n"
        }.joined()
    }
}
