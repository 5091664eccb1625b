import Foundation
public import Hashing

extension ComparisonRecord: Stored {
    static let table = "comparison"
    static let columns = ["id", "key", "question", "answer", "created_at"]
    static let insertion = insertion()

    var values: [Value] {
        [id.text, Data(key.bytes), question, Data(answer.bytes), createdAt.milliseconds]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), key: try columns.digest("key"), question: try columns.data("question"),
            answer: try columns.digest("answer"), createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a comparison.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the key is known, `missing` if an evaluation is not there.
    public func insert(_ record: ComparisonRecord) throws {
        try checkIsThere(blob: record.answer)
        try execute(ComparisonRecord.insertion, record.values)
        for evaluation in record.evaluations {
            try execute(
                "INSERT INTO comparison_evaluation (comparison, evaluation) VALUES (?, ?)",
                [record.id.text, evaluation.text])
        }
    }

    /// A comparison.
    public func comparison(_ id: Identifier) throws -> ComparisonRecord? {
        try row(
            "SELECT * FROM comparison WHERE id = ?", [id.text], of: ComparisonRecord.table, ComparisonRecord.init)
    }

    /// The comparison that answers a question.
    public func comparison(key: SHA256Digest) throws -> ComparisonRecord? {
        try row(
            "SELECT * FROM comparison WHERE key = ?", [Data(key.bytes)], of: ComparisonRecord.table,
            ComparisonRecord.init)
    }
}
