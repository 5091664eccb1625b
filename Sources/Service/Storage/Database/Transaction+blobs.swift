import Foundation
public import Hashing

/// A column that holds digests of blobs.
///
/// One list serves both ways: whether anything refers to a blob, and which blobs a record that is removed referred to.
struct BlobColumn {
    /// The records that it belongs to.
    let kind: Identifier.Kind
    let table: String
    let column: String
    /// The column that names the record.
    let owner: String

    init(_ table: String, _ column: String, of kind: Identifier.Kind, by owner: String = "id") {
        self.table = table
        self.column = column
        self.kind = kind
        self.owner = owner
    }

    static let all = [
        BlobColumn("checkpoint_file", "sha256", of: .checkpoint, by: "checkpoint"),
        BlobColumn("contamination", "documents_blob", of: .contamination),
        BlobColumn("evaluation", "documents_blob", of: .evaluation),
        BlobColumn("evaluation_tokens", "blob", of: .evaluation, by: "evaluation"),
        BlobColumn("evaluation_set", "blob", of: .evaluationSet),
        BlobColumn("log_probabilities", "blob", of: .logProbabilities),
        BlobColumn("partition", "blob", of: .partition),
        BlobColumn("comparison", "answer", of: .comparison),
        BlobColumn("training_run", "resume_blob", of: .trainingRun),
    ]
}

extension Transaction {
    /// Whether any record refers to a blob; looks through every table that may.
    public func isReferenced(blob digest: SHA256Digest) throws -> Bool {
        try BlobColumn.all.contains { place in
            try integer("SELECT 1 FROM \(place.table) WHERE \(place.column) = ? LIMIT 1", [Data(digest.bytes)]) != nil
        }
    }

    /// The blobs that a record refers to.
    func blobs(of id: Identifier) throws -> [SHA256Digest] {
        try BlobColumn.all.filter { $0.kind == id.kind }.flatMap { place in
            try rows(
                "SELECT \(place.column) AS digest FROM \(place.table) WHERE \(place.owner) = ?", [id.text],
                of: place.table
            ) { try $0.optionalDigest("digest") }
        }.compactMap(\.self)
    }
}
