import Foundation
public import Hashing

/// Documents that are being noted for a partition or evaluation set that is not there yet.
public struct RegistrationRecord: Hashable, Sendable {
    /// The id that the partition or evaluation set will have.
    public var owner: Identifier
    public var corpus: String

    public init(owner: Identifier, corpus: String) {
        self.owner = owner
        self.corpus = corpus
    }
}

/// A large registration is noted in pieces, so that the writer is free in between, and shown by the one row that ends
/// it.
extension Transaction {
    /// Says that documents are about to be noted for an owner that is not there yet.
    public func begin(_ record: RegistrationRecord, at now: Timestamp) throws {
        try execute(
            "INSERT INTO registration (owner, corpus, created_at) VALUES (?, ?, ?)",
            [record.owner.text, record.corpus, now.milliseconds])
    }

    /// Says that the owner is there: to be called in the transaction that adds it.
    ///
    /// - Returns: Whether the registration was under way.
    @discardableResult
    public func endRegistration(of owner: Identifier) throws -> Bool {
        try execute("DELETE FROM registration WHERE owner = ?", [owner.text]) == 1
    }

    /// The registrations that were begun and have not ended.
    public func registrations() throws -> [RegistrationRecord] {
        try rows("SELECT owner, corpus FROM registration ORDER BY owner", of: "registration") {
            RegistrationRecord(owner: try $0.identifier("owner"), corpus: try $0.text("corpus"))
        }
    }

    /// Whether a registration was begun and has not ended.
    public func isRegistering(_ owner: Identifier) throws -> Bool {
        try integer("SELECT 1 FROM registration WHERE owner = ?", [owner.text]) != nil
    }

    /// Removes documents that were noted for an owner, looking at `limit` documents of its corpus.
    ///
    /// - Parameter last: The hash that the piece before ended with; `nil` for the first.
    /// - Returns: The hash that this piece ended with; `nil` when there is nothing after it.
    public func removeDocuments(
        of record: RegistrationRecord, after last: SHA256Digest?, limit: Int
    ) throws -> SHA256Digest? {
        let from = last.map { Data($0.bytes) } ?? Data()
        let hashes = try rows(
            .documentsAfter, [record.corpus, from, limit], of: "document"
        ) { try $0.digest("hash") }
        guard let end = hashes.last else { return nil }
        try execute(
            "DELETE FROM document WHERE corpus = ? AND owner = ? AND hash > ? AND hash <= ?",
            [record.corpus, record.owner.text, from, Data(end.bytes)])
        return end
    }
}
