import API
import Hashing
import Storage

extension EvaluationSetResource {
    init(_ record: EvaluationSetRecord) throws {
        self.init(
            id: record.id.text, name: record.name, corpus: record.corpus, documents: record.documents,
            emptyDocuments: record.emptyDocuments, bytes: record.bytes,
            domains: record.domains.map { DomainCount(domain: $0.domain, documents: $0.documents, bytes: $0.bytes) },
            blob: record.blob.hex, format: record.format, tokenizer: record.tokenizer,
            separator: record.separator, createdAt: record.createdAt.date)
    }
}
