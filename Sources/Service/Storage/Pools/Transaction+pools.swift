extension PoolRecord: Stored {
    static let table = "pool"
    static let columns = ["id", "name", "base", "tokenizer", "tokenizer_hash", "general_share", "created_at"]
    static let insertion = insertion()

    var values: [Value] { [id.text, name, base.text, tokenizer, tokenizerHash, generalShare, createdAt.milliseconds] }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), base: try columns.identifier("base"),
            tokenizer: try columns.text("tokenizer"), tokenizerHash: try columns.text("tokenizer_hash"),
            generalShare: try columns.optionalReal("general_share"), members: [],
            createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a pool with its members.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one of that name, or two members share a name or
    ///   partition; `missing` if a partition or checkpoint is not there.
    public func insert(_ record: PoolRecord) throws {
        try execute(PoolRecord.insertion, record.values)
        for member in record.members {
            try execute(
                "INSERT INTO pool_member (pool, name, partition, checkpoint, tokens, retired_at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    record.id.text, member.name, member.partition.text, member.checkpoint.text, member.tokens,
                    member.retiredAt?.milliseconds,
                ])
        }
    }

    /// A pool with its members, those that are retired too.
    public func pool(_ id: Identifier) throws -> PoolRecord? {
        try row("SELECT * FROM pool WHERE id = ?", [id.text], of: PoolRecord.table, PoolRecord.init).map(addingMembers)
    }

    /// The pool of a name, with its members.
    public func pool(named name: String) throws -> PoolRecord? {
        try row("SELECT * FROM pool WHERE name = ?", [name], of: PoolRecord.table, PoolRecord.init)
            .map(addingMembers)
    }

    /// A page of pools with their members.
    public func pools(createdAfter: Timestamp? = nil, page: PageRequest = PageRequest()) throws -> Page<PoolRecord> {
        var conditions = Conditions()
        conditions.page(page, of: .pool, after: createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM pool" + conditions.sql + page.tail(by: "id"), conditions.values, of: PoolRecord.table,
            PoolRecord.init)
        return try page.cut(records.map(addingMembers), by: \.id)
    }

    /// Notes that nothing new is to be asked about a partition of a pool; what was scored stays.
    public func retire(_ name: String, of pool: Identifier, at now: Timestamp) throws {
        try execute(
            "UPDATE pool_member SET retired_at = ? WHERE pool = ? AND name = ? AND retired_at IS NULL",
            [now.milliseconds, pool.text, name])
    }

    private func addingMembers(_ record: PoolRecord) throws -> PoolRecord {
        var record = record
        record.members = try rows(
            "SELECT * FROM pool_member WHERE pool = ? ORDER BY name", [record.id.text], of: "pool_member"
        ) { columns in
            PoolRecord.Member(
                partition: try columns.identifier("partition"), name: try columns.text("name"),
                checkpoint: try columns.identifier("checkpoint"), tokens: try columns.integer("tokens"),
                retiredAt: try columns.optionalTime("retired_at"))
        }
        return record
    }
}
