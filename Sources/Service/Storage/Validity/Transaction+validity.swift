import Words

extension ValidityRecord: Stored {
    static let table = "validity"
    static let columns = ["pool", "job", "state", "created_at"]
    static let insertion = insertion()

    var values: [Value] { [pool.text, job.text, state.rawValue, createdAt.milliseconds] }

    init(_ columns: Columns) throws {
        self.init(
            pool: try columns.identifier("pool"), job: try columns.identifier("job"),
            state: try columns.choice("state", of: JobState.self), createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Notes that a pool's validity is to be measured; its job must be there.
    ///
    /// - Throws: ``StorageError`` with code `exists` if there is one for the pool already.
    public func insert(_ record: ValidityRecord) throws {
        try execute(ValidityRecord.insertion, record.values)
        try insert(record.members, record.cosines, of: record.pool)
    }

    /// What is known of a pool's validity; `nil` if nobody asked for it.
    public func validity(of pool: Identifier) throws -> ValidityRecord? {
        guard
            var record = try row(
                "SELECT * FROM validity WHERE pool = ?", [pool.text], of: ValidityRecord.table, ValidityRecord.init)
        else { return nil }
        record.members = try rows(
            "SELECT * FROM validity_member WHERE pool = ? ORDER BY name", [pool.text], of: "validity_member"
        ) { columns in
            ValidityRecord.Member(name: try columns.text("name"), delta: try columns.real("delta"))
        }
        record.cosines = try rows(
            "SELECT * FROM validity_cosine WHERE pool = ? ORDER BY first, second", [pool.text], of: "validity_cosine"
        ) { columns in
            ValidityRecord.Cosine(
                first: try columns.text("first"), second: try columns.text("second"),
                cosine: try columns.optionalReal("cosine"))
        }
        return record
    }

    /// Stores what a worker measured.
    ///
    /// Called within the guarded completion of its job.
    public func finishValidity(
        of pool: Identifier, members: [ValidityRecord.Member], cosines: [ValidityRecord.Cosine]
    ) throws {
        try insert(members, cosines, of: pool)
    }

    /// Notes that the loss barriers between a pool's partition models are wanted on an evaluation set.
    public func requestBarriers(of pool: Identifier, on set: Identifier, at moment: Timestamp) throws {
        try execute(
            """
            INSERT INTO barrier_request (pool, evaluation_set, created_at) VALUES (?, ?, ?)
            ON CONFLICT (pool, evaluation_set) DO NOTHING
            """, [pool.text, set.text, moment.milliseconds])
    }

    /// Whether they are wanted on one evaluation set.
    public func barriersAreWanted(of pool: Identifier, on set: Identifier) throws -> Bool {
        try row(
            "SELECT evaluation_set FROM barrier_request WHERE pool = ? AND evaluation_set = ?", [pool.text, set.text],
            of: "barrier_request"
        ) { try $0.identifier("evaluation_set") } != nil
    }

    /// The evaluation sets on which a pool's loss barriers are wanted, the first asked for first.
    public func setsOfRequestedBarriers(of pool: Identifier) throws -> [Identifier] {
        try rows(
            "SELECT evaluation_set FROM barrier_request WHERE pool = ? ORDER BY created_at, evaluation_set",
            [pool.text], of: "barrier_request"
        ) { try $0.identifier("evaluation_set") }
    }

    private func insert(
        _ members: [ValidityRecord.Member], _ cosines: [ValidityRecord.Cosine], of pool: Identifier
    ) throws {
        for member in members {
            try execute(
                "INSERT INTO validity_member (pool, name, delta) VALUES (?, ?, ?)",
                [pool.text, member.name, member.delta])
        }
        for pair in cosines {
            try execute(
                "INSERT INTO validity_cosine (pool, first, second, cosine) VALUES (?, ?, ?, ?)",
                [pool.text, pair.first, pair.second, pair.cosine])
        }
    }
}
