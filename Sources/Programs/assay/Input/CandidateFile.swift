import API
import Foundation
import StrictCSV
import StrictJSON

/// Many mixtures from one file: CSV with a column a partition, or JSON.
struct CandidateFile {
    /// One mixture of the file.
    struct Entry: Hashable, Sendable {
        var weights: [String: Double]
        var label: String?
        /// Where it stands, for messages: `mixtures.csv:3`.
        var place: String
    }

    /// Reads a file by its extension: `.csv`, else JSON.
    static func read(_ path: String) throws -> [Entry] {
        let data = try InputFile.contents(of: path)
        let entries =
            path.lowercased().hasSuffix(".csv")
            ? try csv(String(decoding: data, as: UTF8.self), file: path) : try json(Array(data), file: path)
        guard !entries.isEmpty else { throw Failure(.input, "\(path): holds no mixture") }
        return entries
    }

    /// What the column that names the rows is called in tables of mixtures; pandas leaves its heading empty.
    private static let indices: Set<String> = ["", "id", "index", "run", "name"]

    /// The first column where it names rows and is no partition: by its heading, or because a cell is no number.
    ///
    /// `assayd fit` takes the first column for the index always, so one table serves both.
    private static func index(of records: [CSVReader.Record]) -> String? {
        guard let heading = records.first, let first = heading.cells.first, first != "label", heading.cells.count > 1
        else { return nil }
        let isIndex =
            indices.contains(first.lowercased())
            || records.dropFirst().contains { $0.cells[0] != "" && Double($0.cells[0]) == nil }
        return isIndex ? first : nil
    }

    /// CSV: the heading names the partitions, `label` is not one, nor is a first column that names the rows; an empty
    /// cell is a weight of 0.
    static func csv(_ text: String, file: String) throws -> [Entry] {
        let records = try records(of: text, file: file)
        guard let heading = records.first else { throw Failure(.input, "\(file): is empty; expected a heading") }
        guard Set(heading.cells).count == heading.cells.count else {
            throw Failure(.input, "\(file):\(heading.line): a column stands twice in the heading")
        }
        let index = index(of: records)
        let hasLabels = heading.cells.contains("label")
        return try records.dropFirst().map { record in
            let place = "\(file):\(record.line)" + (index.map { " (its first column, \"\($0)\", names the row)" } ?? "")
            guard record.cells.count == heading.cells.count else {
                throw Failure(
                    .input,
                    "\(place): has \(record.cells.count) cells; expected \(heading.cells.count) as in the heading")
            }
            var entry = Entry(weights: [:], label: nil, place: place)
            for (name, cell) in zip(heading.cells, record.cells) {
                if name == index {
                    if !hasLabels { entry.label = cell.isEmpty ? nil : cell }
                } else if name == "label" {
                    entry.label = cell.isEmpty ? nil : cell
                } else if cell.isEmpty {
                    entry.weights[name] = 0
                } else if let weight = Double(cell) {
                    entry.weights[name] = weight
                } else {
                    throw Failure(.input, "\(place): \"\(name)\" is \"\(cell)\"; expected a number")
                }
            }
            return entry
        }
    }

    private static func records(of text: String, file: String) throws -> [CSVReader.Record] {
        do {
            return try CSVReader.records(of: text, file: file)
        } catch let error as CSVError {
            throw Failure(.input, error.description)
        }
    }

    /// JSON: an array of `{partition: weight}`, or of `{"mixture": {partition: weight}, "label": "…"}`.
    static func json(_ bytes: [UInt8], file: String) throws -> [Entry] {
        let findings = Findings()
        do throws(InvalidBody) {
            let value = try JSONParser.parse(bytes, findings: findings)
            try findings.check()
            guard case .array(let items) = value else {
                findings.add(.root, "is \(value.kind); expected an array of mixtures")
                try findings.check()
                return []
            }
            let entries = items.enumerated().compactMap { index, item in
                entry(item, at: JSONPointer.root.appending(index), file: file, findings: findings)
            }
            try findings.check()
            return entries
        } catch {
            throw Failure(.input, "\(file): \(error)")
        }
    }

    private static func entry(
        _ item: JSONValue, at pointer: JSONPointer, file: String, findings: Findings
    ) -> Entry? {
        var weights = item
        var weightsPointer = pointer
        var label: String?
        if let members = item.dictionary, let mixture = members["mixture"], mixture.dictionary != nil {
            for name in members.keys.sorted() where name != "mixture" && name != "label" {
                findings.add(pointer.appending(name), "is an unknown field; known here: label, mixture")
            }
            if let value = members["label"] {
                label = String.read(value, at: pointer.appending("label"), findings: findings)
            }
            weights = mixture
            weightsPointer = pointer.appending("mixture")
        }
        return [String: Double].read(weights, at: weightsPointer, findings: findings).map {
            Entry(weights: $0, label: label, place: "\(file) \(pointer)")
        }
    }
}
