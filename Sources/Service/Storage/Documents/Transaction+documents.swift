import Foundation
import Hashing

extension Transaction {
    /// Notes the documents that a partition or evaluation set holds.
    ///
    /// A document that stands twice in the same owner is noted once, on its first line.
    public func insert(
        _ documents: some Sequence<DocumentFingerprint>, corpus: String, owner: Identifier, role: DocumentRole
    ) throws {
        let sql = """
            INSERT INTO document (corpus, hash, owner, role, line) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (corpus, hash, owner) DO NOTHING
            """
        for document in documents {
            try execute(sql, [corpus, Data(document.hash.bytes), owner.text, role.rawValue, document.line])
        }
    }

    /// Which of some documents stand in the corpus already, under any of some roles.
    ///
    /// - Parameter limit: no more conflicts than this are named.
    /// - Returns: conflicts in the order of the documents.
    public func conflicts(
        of documents: some Sequence<DocumentFingerprint>, corpus: String, roles: Set<DocumentRole>, limit: Int = 100
    ) throws -> [DocumentConflict] {
        var conflicts: [DocumentConflict] = []
        for document in documents {
            let found = try rows(.documentOwners, [corpus, Data(document.hash.bytes)], of: "document") { columns in
                DocumentConflict(
                    document: document, owner: try columns.identifier("owner"),
                    ownerName: try columns.text("owner_name"), role: try columns.choice("role", of: DocumentRole.self),
                    ownerLine: try columns.integer("line"))
            }
            // What was noted for an owner that is not there, or no longer, is about to be removed.
            conflicts += try found.filter { try roles.contains($0.role) && !isRegistering($0.owner) }
            if conflicts.count >= limit { break }
        }
        return Array(conflicts.prefix(limit))
    }
}
