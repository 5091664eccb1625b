import API

/// What a command found out, in every form in which it can be asked for.
struct Report {
    let json: [UInt8]
    let tables: [Table]
    let ids: [String]

    init(_ value: some Encodable, tables: [Table], ids: [String]) throws {
        json = try JSONCoder.encode(value)
        self.tables = tables
        self.ids = ids
    }
}
