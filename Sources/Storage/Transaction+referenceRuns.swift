extension ReferenceRunRecord: Stored {
    static let table = "reference_run"
    static let columns = ["id", "pool", "training_run", "checkpoint", "created_at"]
    static let insertion = insertion()

    var values: [Value] {
        let (trainingRun, checkpoint): (Identifier?, Identifier?) =
            switch model {
            case .trainingRun(let run): (run, nil)
            case .checkpoint(let checkpoint): (nil, checkpoint)
            }
        return [id.text, pool.text, trainingRun?.text, checkpoint?.text, createdAt.milliseconds]
    }

    init(_ columns: Columns) throws {
        let model: Model =
            if let run = try columns.optionalIdentifier("training_run") {
                .trainingRun(run)
            } else {
                .checkpoint(try columns.identifier("checkpoint"))
            }
        self.init(
            id: try columns.identifier("id"), pool: try columns.identifier("pool"), mixture: [], model: model,
            createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a reference run with its mixture.
    ///
    /// - Throws: ``StorageError`` with code `missing` if its pool or model is not there.
    public func insert(_ record: ReferenceRunRecord) throws {
        try execute(ReferenceRunRecord.insertion, record.values)
        for weight in record.mixture {
            try execute(
                "INSERT INTO reference_weight (reference_run, partition, weight) VALUES (?, ?, ?)",
                [record.id.text, weight.partition, weight.weight])
        }
    }

    public func referenceRun(_ id: Identifier) throws -> ReferenceRunRecord? {
        try row(
            "SELECT * FROM reference_run WHERE id = ?", [id.text], of: ReferenceRunRecord.table,
            ReferenceRunRecord.init
        ).map(addingMixture)
    }

    public func referenceRuns(
        _ filter: ReferenceRunFilter = ReferenceRunFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<ReferenceRunRecord> {
        var conditions = Conditions()
        conditions.match("pool", filter.pool?.text)
        conditions.page(page, of: .referenceRun, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM reference_run" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: ReferenceRunRecord.table, ReferenceRunRecord.init)
        return try page.cut(records.map(addingMixture), by: \.id)
    }

    private func addingMixture(_ record: ReferenceRunRecord) throws -> ReferenceRunRecord {
        var record = record
        record.mixture = try rows(
            "SELECT * FROM reference_weight WHERE reference_run = ? ORDER BY partition", [record.id.text],
            of: "reference_weight"
        ) { columns in
            ReferenceRunRecord.Weight(
                partition: try columns.text("partition"), weight: try columns.real("weight"))
        }
        return record
    }
}
