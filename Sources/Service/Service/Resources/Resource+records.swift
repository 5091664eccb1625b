import Hashing
import API
import Foundation
import Storage

/// Records as they are shown.
extension Storage.Timestamp {
    var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}

extension API.Page {
    /// A page of records as they are shown.
    init<Record>(_ page: Storage.Page<Record>, _ show: (Record) throws -> Item) rethrows {
        self.init(items: try page.items.map(show), next: page.next?.text)
    }
}

extension PartitionResource {
    init(_ record: PartitionRecord) throws {
        self.init(
            id: record.id.text, name: record.name, corpus: record.corpus,
            labels: record.labels.isEmpty ? nil : record.labels.joined(separator: "/"),
            role: try same(record.role), documents: record.documents, bytes: record.bytes, tokens: record.tokens,
            blob: record.blob.hex, format: try same(record.format), createdAt: record.createdAt.date)
    }
}

extension EvaluationSetResource {
    init(_ record: EvaluationSetRecord) throws {
        self.init(
            id: record.id.text, name: record.name, corpus: record.corpus, documents: record.documents,
            bytes: record.bytes,
            domains: record.domains.map { DomainCount(domain: $0.domain, documents: $0.documents, bytes: $0.bytes) },
            blob: record.blob.hex, format: try same(record.format), tokenizer: record.tokenizer,
            separator: record.separator, createdAt: record.createdAt.date)
    }
}

extension CheckpointResource {
    init(_ record: CheckpointRecord) {
        self.init(
            id: record.id.text, name: record.name, hash: record.hash.hex, modelType: record.modelType,
            parameters: record.parameters, vocabularySize: record.vocabularySize, context: record.context,
            files: record.files.map { CheckpointFileResource(name: $0.name, sha256: $0.sha256.hex, bytes: $0.bytes) },
            createdAt: record.createdAt.date)
    }
}

/// The word of one room that another room spells the same.
///
/// - Throws: ``WordMismatch`` where the rooms have drifted apart: a test holds them together.
func same<From: RawRepresentable, To: RawRepresentable>(_ word: From) throws -> To
where From.RawValue == String, To.RawValue == String {
    guard let other = To(rawValue: word.rawValue) else { throw WordMismatch(word: word.rawValue, type: "\(To.self)") }
    return other
}

/// A word that one room knows and another does not.
struct WordMismatch: Error {
    let word: String
    let type: String
}
