import StrictCSV
import StrictJSON

/// Records as CSV (RFC 4180): a heading, a line a record, CRLF at the end of each.
///
/// Nested objects are spread over columns, `mixture.web`. So are arrays of objects that a name tells apart, by that
/// name: `score.domains.law.nll`. Other arrays stand in one cell, as JSON. What a record does not have, and what is
/// empty, is an empty cell. Texts that a spreadsheet would take for a formula begin with an apostrophe.
enum CSVText {
    /// What tells the objects of an array apart.
    private static let names = ["domain", "partition", "name"]
    /// Columns that stand first; all others follow in order of their names.
    private static let leading = ["rank", "number", "id", "name", "state"]

    static func document(of records: [JSONValue]) -> [UInt8] {
        let rows = records.map { record in
            var cells: [String: String] = [:]
            spread(record, as: "", into: &cells)
            return cells
        }
        let known = rows.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
        guard !known.isEmpty else { return [] }
        let columns = leading.filter(known.contains) + known.subtracting(leading).sorted()
        var lines = [CSVWriter.line(columns.map(CSVWriter.harmless))]
        lines += rows.map { row in CSVWriter.line(columns.map { row[$0] ?? "" }) }
        return Array(lines.joined().utf8)
    }

    /// Puts a value, or what it is made of, into the cells of a record.
    private static func spread(
        _ value: JSONValue, as column: String, into cells: inout [String: String]
    ) {
        switch value {
        case .null: return
        case .boolean(let flag): cells[column] = flag ? "true" : "false"
        case .number(let lexeme):
            cells[column] = Int64(lexeme).map { "\($0)" } ?? Double(lexeme).map { "\($0)" }
        case .string(let bytes): cells[column] = CSVWriter.harmless(String(decoding: bytes, as: UTF8.self))
        case .object:
            for (key, member) in value.dictionary ?? [:] {
                spread(member, as: joined(column, key), into: &cells)
            }
        case .array(let elements):
            guard !elements.isEmpty else { return }
            if let named = named(elements) {
                for (name, element) in named { spread(element, as: joined(column, name), into: &cells) }
            } else {
                // Of values that came from JSON there is always JSON again.
                cells[column] = (try? JSONCoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }

    private static func joined(_ column: String, _ key: String) -> String {
        column.isEmpty ? key : "\(column).\(key)"
    }

    /// Objects without their names, by their names; `nil` unless every element has one of its own.
    private static func named(_ elements: [JSONValue]) -> [(String, JSONValue)]? {
        guard let first = elements.first, let key = names.first(where: { first[$0] != nil }) else {
            return nil
        }
        var result: [(String, JSONValue)] = []
        for element in elements {
            guard var members = element.dictionary, let name = members.removeValue(forKey: key)?.text
            else {
                return nil
            }
            result.append((name, .object(members)))
        }
        return Set(result.map(\.0)).count == result.count ? result : nil
    }
}
