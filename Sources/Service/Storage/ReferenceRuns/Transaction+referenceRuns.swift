extension ReferenceRunRecord: Stored {
    static let table = "reference_run"
    static let columns = [
        "id", "pool", "training_run", "checkpoint", "evaluation_set", "trained_tokens", "schedule", "base", "seed",
        "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        let (trainingRun, checkpoint, set): (Identifier?, Identifier?, Identifier?) =
            switch model {
            case .trainingRun(let run): (run, nil, nil)
            case .checkpoint(let checkpoint): (nil, checkpoint, nil)
            case .scores(let set, _): (nil, nil, set)
            }
        return [
            id.text, pool.text, trainingRun?.text, checkpoint?.text, set?.text, training.tokens, training.schedule,
            training.base, training.seed, createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        let model: Model =
            if let run = try columns.optionalIdentifier("training_run") {
                .trainingRun(run)
            } else if let set = try columns.optionalIdentifier("evaluation_set") {
                .scores(evaluationSet: set, [])
            } else {
                .checkpoint(try columns.identifier("checkpoint"))
            }
        self.init(
            id: try columns.identifier("id"), pool: try columns.identifier("pool"), mixture: [], model: model,
            training: Training(
                tokens: try columns.optionalInteger("trained_tokens"), schedule: try columns.optionalText("schedule"),
                base: try columns.optionalText("base"), seed: try columns.optionalInteger("seed")),
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
        guard case .scores(_, let domains) = record.model else { return }
        for score in domains {
            try execute(
                """
                INSERT INTO reference_domain (reference_run, domain, documents, tokens, words, characters, bytes, nll)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    record.id.text, score.domain, score.documents, score.tokens, score.words, score.characters,
                    score.bytes, score.nll,
                ])
        }
    }

    /// A reference run with its mixture and, where it was brought as scores, those.
    public func referenceRun(_ id: Identifier) throws -> ReferenceRunRecord? {
        try row(
            "SELECT * FROM reference_run WHERE id = ?", [id.text], of: ReferenceRunRecord.table,
            ReferenceRunRecord.init
        ).map(addingParts)
    }

    /// A page of reference runs with their mixtures.
    public func referenceRuns(
        _ filter: ReferenceRunFilter = ReferenceRunFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<ReferenceRunRecord> {
        var conditions = Conditions()
        conditions.match("pool", filter.pool?.text)
        conditions.page(page, of: .referenceRun, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM reference_run" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: ReferenceRunRecord.table, ReferenceRunRecord.init)
        return try page.cut(records.map(addingParts), by: \.id)
    }

    /// Every reference run of a pool, oldest first.
    public func allReferenceRuns(of pool: Identifier) throws -> [ReferenceRunRecord] {
        try rows(
            "SELECT * FROM reference_run WHERE pool = ? ORDER BY id", [pool.text], of: ReferenceRunRecord.table,
            ReferenceRunRecord.init
        ).map(addingParts)
    }

    private func addingParts(_ record: ReferenceRunRecord) throws -> ReferenceRunRecord {
        var record = record
        record.mixture = try rows(
            "SELECT * FROM reference_weight WHERE reference_run = ? ORDER BY partition", [record.id.text],
            of: "reference_weight"
        ) { columns in
            ReferenceRunRecord.Weight(
                partition: try columns.text("partition"), weight: try columns.real("weight"))
        }
        if case .scores(let set, _) = record.model {
            record.model = .scores(
                evaluationSet: set,
                try rows(
                    "SELECT * FROM reference_domain WHERE reference_run = ? ORDER BY domain", [record.id.text],
                    of: "reference_domain", EvaluationRecord.DomainScore.init))
        }
        return record
    }
}
