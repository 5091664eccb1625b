import Foundation
public import Hashing

extension Transaction {
    /// Where the digests of blobs stand.
    private static let blobColumns = [
        ("checkpoint_file", "sha256"), ("contamination", "documents_blob"), ("evaluation", "documents_blob"),
        ("evaluation_set", "blob"), ("evaluation_tokens", "blob"), ("log_probabilities", "blob"), ("partition", "blob"),
        ("comparison", "answer"), ("training_run", "resume_blob"),
    ]

    /// Whether any record refers to a blob; looks through every table that may.
    public func isReferenced(blob digest: SHA256Digest) throws -> Bool {
        try Self.blobColumns.contains { table, column in
            try integer("SELECT 1 FROM \(table) WHERE \(column) = ? LIMIT 1", [Data(digest.bytes)]) != nil
        }
    }
}
