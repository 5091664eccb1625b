import Foundation
import StrictCSV

/// A CSV file of numbers: a heading, then an index and one number a column in every row.
struct NumberTable: Hashable, Sendable {
    /// What joins rows of two tables; `1` and `1.0` are one number.
    enum Index: Hashable, Sendable {
        case number(Double)
        case word(String)
    }

    struct Row: Hashable, Sendable {
        let index: Index
        /// As the file spells it.
        let label: String
        /// In the file, from 1.
        let line: Int
        /// One a column.
        let values: [Double]
    }

    /// Named in errors.
    let file: String
    /// What the heading calls the index.
    let indexName: String
    let columns: [String]
    let rows: [Row]

    /// Reads a file of UTF-8.
    init(path: String) throws {
        guard let text = try NamedFile.text(of: path) else {
            throw CSVError(file: path, line: nil, detail: "is not UTF-8")
        }
        try self.init(text: text, file: path)
    }

    init(text: String, file: String) throws {
        let records = try CSVReader.records(of: text, file: file)
        guard let heading = records.first else {
            throw CSVError(file: file, line: nil, detail: "is empty; expected a heading: an index, then a column each")
        }
        guard heading.cells.count > 1 else {
            throw CSVError(
                file: file, line: heading.line,
                detail: "the heading has \(heading.cells.count) cell; expected an index and one column or more")
        }
        let names = Array(heading.cells.dropFirst())
        var seen: Set<String> = []
        for name in names where name.isEmpty || !seen.insert(name).inserted {
            throw CSVError(
                file: file, line: heading.line,
                detail: name.isEmpty ? "a column has no name" : "column \"\(name)\" stands twice; expected it once")
        }
        guard records.count > 1 else {
            throw CSVError(file: file, line: nil, detail: "has a heading and no row; expected one or more")
        }
        self.file = file
        indexName = heading.cells[0]
        columns = names
        var lines: [Index: Int] = [:]
        rows = try records.dropFirst().map { record in
            let row = try NumberTable.row(record, columns: names, indexName: heading.cells[0], file: file)
            if let earlier = lines.updateValue(row.line, forKey: row.index) {
                throw CSVError(
                    file: file, line: row.line,
                    detail: "index \"\(row.label)\" stands in line \(earlier) too; expected each once: "
                        + "the first column, \"\(heading.cells[0])\", is taken for the index")
            }
            return row
        }
    }

    private static func row(
        _ record: CSVReader.Record, columns: [String], indexName: String, file: String
    ) throws -> Row {
        guard record.cells.count == columns.count + 1 else {
            throw CSVError(
                file: file, line: record.line,
                detail: "has \(record.cells.count) cells; expected \(columns.count + 1) as in the heading")
        }
        let label = record.cells[0]
        guard !label.isEmpty else {
            throw CSVError(file: file, line: record.line, detail: "column \"\(indexName)\" is empty; expected an index")
        }
        let values = try zip(columns, record.cells.dropFirst()).map { name, cell in
            guard let value = Double(cell), value.isFinite else {
                throw CSVError(
                    file: file, line: record.line, detail: "column \"\(name)\" is \"\(cell)\"; expected a finite number"
                )
            }
            return value
        }
        return Row(
            index: Double(label).map(Index.number) ?? .word(label), label: label, line: record.line, values: values)
    }

    /// The rows' values in the order of other columns of the same names.
    ///
    /// - Parameter other: the table that names them.
    func values(inOrderOf names: [String], of other: String) throws -> [[Double]] {
        let missing = names.filter { !columns.contains($0) }
        let extra = columns.filter { !names.contains($0) }
        guard missing.isEmpty, extra.isEmpty else { throw columns(lacking: missing, beyond: extra, of: other) }
        let places = names.map { columns.firstIndex(of: $0) ?? 0 }
        return rows.map { row in places.map { row.values[$0] } }
    }

    /// What is wrong with a table whose columns are not those of another.
    func columns(lacking missing: [String], beyond extra: [String], of other: String) -> CSVError {
        let faults = missing.map { "lacks column \"\($0)\"" } + extra.map { "column \"\($0)\" is not there" }
        return CSVError(
            file: file, line: 1, detail: "\(faults.joined(separator: "; ")); expected the columns of \(other)")
    }
}
