/// RFC 4180: cells between commas, in quotes where they hold commas, quotes or line ends.
public enum CSVReader {
    /// One record: a line, or several where a quoted cell holds line ends.
    public struct Record: Hashable, Sendable {
        /// The line on which it begins, from 1.
        public let line: Int
        /// The cells, without their quotes.
        public let cells: [String]
    }

    /// The records of a text; empty lines are passed over, unquoted cells are trimmed, a byte order mark is no part of
    /// it.
    ///
    /// - Parameter file: named in errors.
    /// - Throws: ``CSVError``.
    public static func records(of text: String, file: String) throws -> [Record] {
        var parser = Parser(scalars: Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" }), file: file)
        var records: [Record] = []
        while let record = try parser.record() {
            if record.cells != [""] {
                if records.isEmpty { try checkSeparator(of: record, file: file) }
                records.append(record)
            }
        }
        return records
    }

    /// A heading of one cell that holds other separators is a table of another dialect.
    private static func checkSeparator(of heading: Record, file: String) throws {
        guard heading.cells.count == 1 else { return }
        for (separator, name) in [(";", "semicolons"), ("\t", "tabs")] where heading.cells[0].contains(separator) {
            throw CSVError(
                file: file, line: heading.line,
                detail: "is parted by \(name); expected commas: write the table with commas between its cells")
        }
    }

    private struct Parser {
        let scalars: [Unicode.Scalar]
        let file: String
        var position = 0
        var line = 1

        init(scalars: [Unicode.Scalar], file: String) {
            self.scalars = scalars
            self.file = file
        }

        mutating func record() throws -> Record? {
            guard position < scalars.count else { return nil }
            let start = line
            var cells: [String] = []
            while true {
                cells.append(try cell())
                guard position < scalars.count else { return Record(line: start, cells: cells) }
                let end = scalars[position]
                position += 1
                if end == "\n" {
                    line += 1
                    return Record(line: start, cells: cells)
                }
            }
        }

        /// Ends on a comma, on a line feed, or at the end of the text.
        private mutating func cell() throws -> String {
            skipBlanks()
            if position < scalars.count, scalars[position] == "\"" { return try quoted() }
            var content = String.UnicodeScalarView()
            while position < scalars.count, scalars[position] != ",", scalars[position] != "\n" {
                content.append(scalars[position])
                position += 1
            }
            while let last = content.last, last == " " || last == "\t" || last == "\r" { content.removeLast() }
            return String(content)
        }

        private mutating func quoted() throws -> String {
            let start = line
            position += 1
            var content = String.UnicodeScalarView()
            while position < scalars.count {
                let scalar = scalars[position]
                position += 1
                if scalar == "\"" {
                    guard position < scalars.count, scalars[position] == "\"" else {
                        skipBlanks()
                        guard position >= scalars.count || scalars[position] == "," || scalars[position] == "\n" else {
                            throw CSVError(file: file, line: line, detail: "something follows a cell in quotes")
                        }
                        return String(content)
                    }
                    position += 1
                }
                if scalar == "\n" { line += 1 }
                content.append(scalar)
            }
            throw CSVError(file: file, line: start, detail: "a cell in quotes has no end")
        }

        private mutating func skipBlanks() {
            while position < scalars.count, [" ", "\t", "\r"].contains(scalars[position]) { position += 1 }
        }
    }
}
