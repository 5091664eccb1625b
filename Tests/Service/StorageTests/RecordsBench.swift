import Foundation
import Hashing
import Storage
import TestSupport
import Words

/// A store with what evaluations refer to, and records to put in it.
final class RecordsBench: Sendable {
    let folder: TemporaryFolder
    let store: Store
    let time = ManualTime()
    let identifiers: IdentifierSource
    let base: CheckpointRecord
    let law: PartitionRecord
    let set: EvaluationSetRecord
    let pools: [PoolRecord]

    init() async throws {
        folder = try TemporaryFolder()
        store = try folder.store()
        let identifiers = IdentifierSource(time: time, entropy: SeededEntropy(1))
        let now = time.now()
        self.identifiers = identifiers
        let base = CheckpointRecord(
            id: identifiers.next(.checkpoint), name: "base", hash: SHA256.hash("base".utf8), modelType: "llama",
            parameters: 1_000_000, vocabularySize: 257, context: 256,
            files: [.init(name: "config.json", sha256: SHA256.hash("c".utf8), bytes: 700)], createdAt: now)
        let law = PartitionRecord(
            id: identifiers.next(.partition), name: "law", corpus: "default", labels: ["eu", "law/ü"],
            blob: SHA256.hash("law".utf8), format: .gzippedJSONLines, documents: 2, bytes: 9, tokens: 9, createdAt: now)
        let set = EvaluationSetRecord(
            id: identifiers.next(.evaluationSet), name: "held out", corpus: "default",
            blob: SHA256.hash("set".utf8), format: .jsonLines, documents: 3, bytes: 30,
            documentsHash: SHA256.hash("documents".utf8),
            domains: [.init(domain: "law", documents: 2, bytes: 20), .init(domain: "news", documents: 1, bytes: 10)],
            createdAt: now)
        let pools = ["first", "second"].map { name in
            PoolRecord(
                id: identifiers.next(.pool), name: name, base: base.id, tokenizer: "bytes", tokenizerHash: "bytes-256",
                members: [.init(partition: law.id, name: "law", checkpoint: base.id, tokens: 9)], createdAt: now)
        }
        try await store.write { transaction in
            try transaction.insert(base)
            try transaction.insert(law)
            try transaction.insert(set)
            for pool in pools { try transaction.insert(pool) }
        }
        (self.base, self.law, self.set, self.pools) = (base, law, set, pools)
    }

    func job(_ kind: JobKind, _ subject: Identifier) -> JobRecord {
        JobRecord(
            id: identifiers.next(.job), kind: kind, subject: subject, owner: "", notBefore: time.now(),
            createdAt: time.now())
    }

    /// An evaluation with its job, in a pool and under a label.
    func evaluation(_ key: String, pool: Int? = 0, label: String? = nil) -> (EvaluationRecord, JobRecord) {
        let id = identifiers.next(.evaluation)
        let job = job(.evaluation, id)
        let record = EvaluationRecord(
            id: id, key: SHA256.hash(key.utf8), pool: pool.map { pools[$0].id }, evaluationSet: set.id,
            candidate: Data(#"{"law":1}"#.utf8), label: label, job: job.id, createdAt: time.now())
        return (record, job)
    }

    @discardableResult
    func insertEvaluation(_ key: String, pool: Int? = 0, label: String? = nil) async throws -> EvaluationRecord {
        let (record, job) = evaluation(key, pool: pool, label: label)
        try await store.write { transaction in
            try transaction.insert(job)
            try transaction.insert(record)
        }
        return record
    }
}
