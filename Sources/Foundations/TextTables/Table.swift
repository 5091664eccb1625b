/// Rows under headings, as text for people; programs read other forms.
public struct Table: Hashable, Sendable {
    /// On which side of its column a cell stands.
    public enum Alignment: Hashable, Sendable {
        case left, right
    }

    /// A column's heading, and how its cells stand.
    public struct Column: Hashable, Sendable {
        /// The heading; empty where there is none.
        public let title: String
        /// The side of heading and cells.
        public let alignment: Alignment

        /// A column of words, on the left.
        public static func text(_ title: String) -> Column { Column(title: title.visible, alignment: .left) }
        /// A column of numbers, on the right.
        public static func number(_ title: String) -> Column { Column(title: title.visible, alignment: .right) }
    }

    /// A line above the table; none when empty.
    public var title = ""
    /// From left to right.
    public let columns: [Column]
    /// As many cells a row as there are columns.
    public private(set) var rows: [[String]] = []
    /// Lines below the table.
    public var notes: [String] = []

    /// A table without rows.
    public init(title: String = "", columns: [Column]) {
        self.title = title
        self.columns = columns
    }

    /// A table without rows whose first columns hold words, and the others numbers.
    public init(_ titles: [String], words: Int = 1) {
        self.init(columns: titles.enumerated().map { $0 < words ? .text($1) : .number($1) })
    }

    /// Adds a row; cells are empty where a value is missing, and at the end where there are too few.
    public mutating func add(_ cells: [String?]) {
        rows.append(
            (cells.map { $0?.visible ?? "" } + Array(repeating: "", count: columns.count)).prefix(columns.count).map {
                $0
            })
    }

    /// Columns two spaces apart, for a terminal; each line ends in a line break.
    ///
    /// - Parameter rule: drawn across each column below its heading.
    public func text(rule: Character? = nil) -> String {
        let (titles, widths) = (columns.map(\.title), widths)
        var lines = title.isEmpty ? [] : [title]
        if titles.contains(where: { !$0.isEmpty }) { lines.append(line(titles, widths)) }
        if let rule { lines.append(line(widths.map { String(repeating: rule, count: $0) }, widths)) }
        lines += rows.map { line($0, widths) }
        if rows.isEmpty { lines.append("(none)") }
        return (lines + notes).joined(separator: "\n") + "\n"
    }

    /// Columns two spaces apart, for a terminal; each line ends in a line break.
    public var text: String { text() }

    /// A table of Markdown whose columns also line up as plain text, without title and notes.
    public var markdown: String {
        let widths = widths
        let rule = zip(columns, widths).map { column, width in
            column.alignment == .left
                ? String(repeating: "-", count: width) : String(repeating: "-", count: max(width - 1, 2)) + ":"
        }
        return ([columns.map(\.title), rule] + rows).map { cells in
            "| \(padded(cells, widths).joined(separator: " | ")) |\n"
        }.joined()
    }

    /// The longest cell of each column, in characters.
    private var widths: [Int] {
        columns.indices.map { column in
            ([columns[column].title] + rows.map { $0[column] }).map(\.count).max() ?? 0
        }
    }

    private func padded(_ cells: [String], _ widths: [Int]) -> [String] {
        columns.indices.map { column in
            let padding = String(repeating: " ", count: max(widths[column] - cells[column].count, 0))
            return columns[column].alignment == .left ? cells[column] + padding : padding + cells[column]
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let joined = padded(cells, widths).joined(separator: "  ")
        return String(joined.reversed().drop { $0 == " " }.reversed())
    }
}

extension Table {
    /// A name and a value a line; the value is empty where it is missing.
    public init(of fields: [(name: String, value: String?)]) {
        self.init(columns: [.text(""), .text("")])
        for field in fields { add([field.name, field.value]) }
    }
}
