import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let renamingOperations: [Operation] = [
        Operation(
            method: .patch, path: "/v1/partitions/{id}", id: "changePartition",
            summary: """
                Changes a partition's name or labels. Pools that were made with it keep the name that their mixtures use.
                """,
            tag: "partitions", headers: [.idempotencyKey], body: .json("PartitionChange"),
            outcomes: [Outcome(200, "The partition.", .json("PartitionResource"))],
            problems: [.notFound, .nameTaken], desk: \.renaming
        ) { call, desk in
            let id = try await call.identifier(.partition)
            return try await call.creating(PartitionChange.self) { change, transaction in
                try desk.change(id, change, in: transaction)
                return try Answer(.ok, PartitionResource(existing(transaction.partition(id), id)))
            }
        },
        renaming(.evaluationSet) { _, id, transaction in
            try Answer(.ok, EvaluationSetResource(existing(transaction.evaluationSet(id), id)))
        },
        renaming(.checkpoint) { _, id, transaction in
            try Answer(.ok, CheckpointResource(existing(transaction.checkpoint(id), id)))
        },
        renaming(.pool) { _, id, transaction in
            let record = try existing(transaction.pool(id), id)
            return try Answer(.ok, PoolResource(record, corpus: PoolView.corpus(of: record, in: transaction)))
        },
        renaming(.trainingRun) { desk, id, transaction in
            try Answer(.ok, desk.trainingRuns.trainingRun(id, in: transaction))
        },
        renaming(.study) { desk, id, transaction in
            try Answer(.ok, desk.studies.study(existing(transaction.study(id), id), in: transaction))
        },
        Operation(
            method: .post, path: "/v1/evaluations:relabel", id: "relabelEvaluations",
            summary: "Puts every evaluation that was asked for under a label under another, or under no label.",
            tag: "evaluations", body: .json("LabelChange"),
            outcomes: [Outcome(200, "How many have changed.", .json("LabelChangeResource"))], desk: \.renaming
        ) { call, desk in
            try call.noQuery()
            return try Answer(.ok, try await desk.relabel(try await call.body(LabelChange.self))).response
        },
    ]

    /// Gives a record of one kind another name.
    private static func renaming(
        _ kind: Identifier.Kind,
        show: @escaping @Sendable (RenamingDesk, Identifier, Transaction) throws -> Answer
    ) -> Operation {
        let record = RecordKind(kind)
        let (words, name, path) = (record?.words ?? "", record?.typeName ?? "", record?.path ?? "")
        return Operation(
            method: .patch, path: "/v1/\(path)/{id}", id: "rename\(name)",
            summary: "Renames the \(words); everything that refers to it goes on referring to it.", tag: path,
            headers: [.idempotencyKey], body: .json("NameChange"),
            outcomes: [Outcome(200, "The \(words).", .json("\(name)Resource"))], problems: [.notFound, .nameTaken],
            desk: \.renaming
        ) { call, desk in
            let id = try await call.identifier(kind)
            return try await call.creating(NameChange.self) { change, transaction in
                try desk.rename(id, to: change.name, in: transaction)
                return try show(desk, id, transaction)
            }
        }
    }

    private static func existing<Record>(_ record: Record?, _ id: Identifier) throws -> Record {
        guard let record else { throw Problem.notFound("\(id.kind.words) \"\(id)\"") }
        return record
    }
}
