import Foundation
import GRDB
import Hashing

/// A large submission is stored in pieces, accepted by one row, and carried out in pieces, so that the writer is free
/// in between.
extension Transaction {
    /// Says that the pieces of a submission are about to be stored.
    ///
    /// - Returns: its number, by which everything else refers to it.
    public func beginSubmission(_ key: SubmissionRecord.Key?, at now: Timestamp) throws -> Int {
        try execute(
            "INSERT INTO submission (idempotency_key, scope, body_hash, accepted, created_at) VALUES (?, ?, ?, 0, ?)",
            [key?.key, key?.scope, key.map { Data($0.bodyHash.bytes) }, now.milliseconds])
        return Int(database.lastInsertedRowID)
    }

    /// Stores a piece of a submission that was begun.
    public func insert(_ piece: SubmissionPiece) throws {
        try execute(
            "INSERT INTO submission_piece (submission, number, questions) VALUES (?, ?, ?)",
            [piece.submission, piece.number, piece.questions])
    }

    /// Says that every piece of a submission is stored.
    public func acceptSubmission(_ id: Int) throws {
        try execute("UPDATE submission SET accepted = 1 WHERE id = ?", [id])
    }

    /// The submissions that were begun and have not ended, in the order in which they began.
    public func submissions() throws -> [SubmissionRecord] {
        try rows("SELECT * FROM submission ORDER BY id", of: SubmissionRecord.table, SubmissionRecord.init)
    }

    /// The next piece of a submission that is not carried out; `nil` once all are.
    public func nextPiece(ofSubmission id: Int) throws -> SubmissionPiece? {
        try row(
            """
            SELECT * FROM submission_piece WHERE submission = ? AND evaluations IS NULL ORDER BY number LIMIT 1
            """, [id], of: "submission_piece"
        ) {
            SubmissionPiece(
                submission: try $0.integer("submission"), number: try $0.integer("number"),
                questions: try $0.data("questions"))
        }
    }

    /// Says that a piece is carried out: to be called in the transaction that does it.
    ///
    /// - Parameter evaluations: those that answer its questions, in order.
    public func endPiece(_ number: Int, ofSubmission id: Int, evaluations: [Identifier]) throws {
        let list = try JSONEncoder().encode(evaluations.map(\.text))
        try execute(
            "UPDATE submission_piece SET evaluations = ?, questions = x'' WHERE submission = ? AND number = ?",
            [list, id, number])
    }

    /// The evaluations that answer a submission so far, in the order of its questions.
    public func evaluations(ofSubmission id: Int) throws -> [Identifier] {
        let lists = try rows(
            "SELECT evaluations FROM submission_piece WHERE submission = ? ORDER BY number", [id],
            of: "submission_piece"
        ) { try $0.optionalData("evaluations") }
        return try lists.compactMap(\.self).flatMap { list in
            try JSONDecoder().decode([String].self, from: list).map { try Identifier($0, of: .evaluation) }
        }
    }

    /// Removes a submission that is carried out, or was never accepted.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func removeSubmission(_ id: Int) throws -> Bool {
        try execute("DELETE FROM submission_piece WHERE submission = ?", [id])
        return try execute("DELETE FROM submission WHERE id = ?", [id]) == 1
    }
}

extension SubmissionRecord {
    static let table = "submission"

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.integer("id"), key: nil, isAccepted: try columns.integer("accepted") == 1,
            createdAt: try columns.time("created_at"))
        if let text = try columns.optionalText("idempotency_key") {
            key = Key(key: text, scope: try columns.text("scope"), bodyHash: try columns.digest("body_hash"))
        }
    }
}
