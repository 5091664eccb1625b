import Foundation
import Hashing
import Words

extension PartitionRecord: Stored {
    static let table = "partition"
    static let columns = [
        "id", "corpus", "name", "labels", "role", "blob", "format", "documents", "bytes", "tokens",
        "empty_documents", "created_at",
    ]
    static let insertion = insertion()

    var values: [Value] {
        [
            id.text, corpus, name, JSONList.text(labels), role.rawValue, Data(blob.bytes), format.rawValue, documents,
            bytes, tokens, emptyDocuments, createdAt.milliseconds,
        ]
    }

    init(_ columns: Columns) throws {
        self.init(
            id: try columns.identifier("id"), name: try columns.text("name"), corpus: try columns.text("corpus"),
            labels: try JSONList.strings(columns.text("labels"), subject: "partition.labels"),
            role: try columns.choice("role", of: PartitionRole.self), blob: try columns.digest("blob"),
            format: try columns.choice("format", of: DocumentFormat.self), documents: try columns.integer("documents"),
            emptyDocuments: try columns.integer("empty_documents"), bytes: try columns.integer("bytes"),
            tokens: try columns.integer("tokens"),
            createdAt: try columns.time("created_at"))
    }
}

extension Transaction {
    /// Adds a partition.
    ///
    /// - Throws: ``StorageError`` with code `exists` if the corpus has one of that name.
    public func insert(_ record: PartitionRecord) throws {
        try checkIsThere(blob: record.blob)
        try execute(PartitionRecord.insertion, record.values)
    }

    /// A partition; `nil` if it is not there.
    public func partition(_ id: Identifier) throws -> PartitionRecord? {
        try row(
            "SELECT * FROM partition WHERE id = ?", [id.text], of: PartitionRecord.table, PartitionRecord.init)
    }

    /// The partition of a name in a corpus.
    public func partition(named name: String, in corpus: String) throws -> PartitionRecord? {
        try row(
            "SELECT * FROM partition WHERE corpus = ? AND name = ?", [corpus, name], of: PartitionRecord.table,
            PartitionRecord.init)
    }

    /// A page of partitions.
    public func partitions(
        _ filter: PartitionFilter = PartitionFilter(), page: PageRequest = PageRequest()
    ) throws -> Page<PartitionRecord> {
        var conditions = Conditions()
        conditions.match("corpus", filter.corpus)
        conditions.match("role", filter.role?.rawValue)
        conditions.page(page, of: .partition, after: filter.createdAfter, by: "id")
        let records = try rows(
            "SELECT * FROM partition" + conditions.sql + page.tail(by: "id"), conditions.values,
            of: PartitionRecord.table, PartitionRecord.init)
        return page.cut(records, by: \.id)
    }
}

/// A list of texts in one column: opaque to SQL.
enum JSONList {
    static func text(_ strings: [String]) -> String {
        // An array of strings always encodes.
        (try? JSONEncoder().encode(strings)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    static func strings(_ text: String, subject: String) throws -> [String] {
        do {
            return try JSONDecoder().decode([String].self, from: Data(text.utf8))
        } catch {
            throw StorageError(.corrupted, subject: subject, message: "holds \(text), not a list of texts")
        }
    }
}
