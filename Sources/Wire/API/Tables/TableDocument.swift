public import StrictJSON

/// A resource whose records are not the resource itself, nor the items of a list.
public protocol TableConvertible {
    associatedtype Record: Encodable
    /// What stands in a line of CSV or JSONL, in order.
    var tableRecords: [Record] { get throws }
}

/// A resource that is written as YAML in a way of its own.
public protocol YAMLConvertible {
    var yaml: String { get }
}

/// An answer as a document in any of the forms: the one way from resources to CSV, JSONL and YAML.
public struct TableDocument {
    /// The whole answer.
    private let value: JSONValue
    private let yaml: String?
    /// What stands in a line: JSON objects.
    public let records: [JSONValue]

    /// The records of a resource: what it says itself, the items of a list, or the resource alone.
    public init(of value: some Encodable) throws {
        self.value = try Self.json(of: value)
        yaml = (value as? any YAMLConvertible)?.yaml
        if let table = value as? any TableConvertible {
            records = try Self.records(of: table)
        } else if let items = self.value["items"]?.elements {
            records = items
        } else {
            records = [self.value]
        }
    }

    private static func records(of table: some TableConvertible) throws -> [JSONValue] {
        guard case .array(let records) = try json(of: table.tableRecords) else { return [] }
        return records
    }

    private static func json(of value: some Encodable) throws -> JSONValue {
        try JSONParser.parse(try JSONCoder.encode(value), findings: Findings())
    }

    /// The document in a form, in UTF-8.
    public func bytes(as format: TableFormat) throws -> [UInt8] {
        switch format {
        case .json: try JSONCoder.encode(value)
        case .csv: CSVText.document(of: records)
        case .jsonl: try records.flatMap { try JSONCoder.encode($0) + [UInt8(ascii: "\n")] }
        case .yaml: yaml.map { Array($0.utf8) } ?? YAMLDocument.text(of: value)
        }
    }
}
