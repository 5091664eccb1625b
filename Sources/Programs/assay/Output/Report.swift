import API
import TextTables

/// What a command found out, in every form in which it can be asked for.
struct Report {
    /// What the service says, in a form for programs.
    let document: (TableFormat) throws -> [UInt8]
    let tables: [Table]
    let ids: [String]
    /// What did not succeed: said after the report is printed, for what did succeed is worth reading.
    var failure: Failure?

    init(_ value: some Encodable, tables: [Table], ids: [String], failure: Failure? = nil) throws {
        document = { try TableDocument(of: value).bytes(as: $0) }
        self.tables = tables
        self.ids = ids
        self.failure = failure
    }

    /// All items of a list, as one page of it.
    init(list items: [some Codable & Hashable & Sendable], table: Table, ids: [String], failure: Failure? = nil) throws
    {
        try self.init(list: items, tables: [table], ids: ids, failure: failure)
    }

    init(
        list items: [some Codable & Hashable & Sendable], tables: [Table], ids: [String], failure: Failure? = nil
    ) throws {
        try self.init(Page(items: items, next: nil), tables: tables, ids: ids, failure: failure)
    }
}
