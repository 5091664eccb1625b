import API
import Hashing
import Storage

extension PartitionResource {
    init(_ record: PartitionRecord) throws {
        self.init(
            id: record.id.text, name: record.name, corpus: record.corpus,
            labels: record.labels.isEmpty ? nil : record.labels.joined(separator: "/"),
            role: record.role, documents: record.documents, emptyDocuments: record.emptyDocuments,
            bytes: record.bytes, tokens: record.tokens,
            blob: record.blob.hex, format: record.format, createdAt: record.createdAt.date)
    }
}
