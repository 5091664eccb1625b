import HTTPTypes
import API
import Checkpoints
import Foundation
import LanguageModels
import Storage

/// What a pool's checkpoints compute, by checkpoint id; read before the pool is made.
struct PoolConfigurations: Sendable {
    var agreements: [Identifier: PoolAgreement] = [:]
    /// Checkpoints that bring a tokenizer of their own, and the file that holds it.
    var tokenizers: [Identifier: String] = [:]
}

extension AssayService {
    /// Reads the configuration of every checkpoint that a pool names; those that are not there are left out.
    func configurations(of body: PoolCreation) async throws -> PoolConfigurations {
        let names = Set([body.base] + body.partitions.map(\.checkpoint))
        let records = try await store.read { transaction in
            let ids = Set(try names.compactMap { try transaction.identifier(.checkpoint, for: $0) })
            return try ids.compactMap { try transaction.checkpoint($0) }
        }
        var result = PoolConfigurations()
        for record in records {
            guard let file = record.files.first(where: { $0.name == CheckpointFiles.configuration }) else { continue }
            let blob = try await store.blobs.blob(file.sha256)
            result.agreements[record.id] = try await blocking.run {
                PoolAgreement(
                    configuration: try ModelConfiguration(
                        json: try Data(contentsOf: URL(fileURLWithPath: blob.path)),
                        file: CheckpointFiles.configuration))
            }
            let tokenizers = ["tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt"]
            result.tokenizers[record.id] = record.files.first { tokenizers.contains($0.name) }?.name
        }
        return result
    }

    /// Adds a pool, if every model in it computes the same function, and has its validity measured.
    func createPool(
        _ body: PoolCreation, _ known: PoolConfigurations, in transaction: Transaction
    ) throws -> Answer {
        guard try transaction.pool(named: body.name) == nil else { throw Problem.nameTaken("pool", body.name) }
        let findings = Findings()
        let base = try findings.checkpoint(body.base, in: transaction, at: JSONPointer.root.appending("base"))
        if let base { check(base, body, known, at: JSONPointer.root.appending("base"), findings) }
        var members: [PoolRecord.Member] = []
        var corpora: Set<String> = []
        for (index, member) in body.partitions.enumerated() {
            let place = JSONPointer.root.appending("partitions").appending(index)
            let partition = try partition(member.partition, corpora: &corpora, in: transaction, at: place, findings)
            let pointer = place.appending("checkpoint")
            let model = try findings.checkpoint(member.checkpoint, in: transaction, at: pointer)
            if let model {
                check(model, body, known, at: pointer, findings)
                if let base, let own = known.agreements[model.id], let other = known.agreements[base.id] {
                    let name = partition?.name ?? member.partition
                    try findings.checkAgreement(of: name, own, with: other, at: pointer)
                }
            }
            guard let partition, let model else { continue }
            if members.contains(where: { $0.partition == partition.id }) {
                findings.add(place.appending("partition"), "stands in the pool already; expected each partition once")
            }
            members.append(
                .init(partition: partition.id, name: partition.name, checkpoint: model.id, tokens: partition.tokens))
        }
        try findings.check()
        guard let base else { throw Problem(.internalError) }
        let record = PoolRecord(
            id: identifiers.next(.pool), name: body.name, base: base.id,
            tokenizer: (body.tokenizer ?? .bytes).rawValue,
            members: members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }, createdAt: time.now())
        try transaction.insert(record)
        try measureValidity(of: record.id, in: transaction)
        let resource = try PoolResource(record, corpus: corpora.first ?? "default")
        return try Answer(.created, location: "/v1/pools/\(record.id)", resource)
    }

    private func partition(
        _ text: String, corpora: inout Set<String>, in transaction: Transaction, at place: JSONPointer,
        _ findings: Findings
    ) throws -> PartitionRecord? {
        let pointer = place.appending("partition")
        let id = try transaction.identifier(.partition, for: text, corpus: corpora.first ?? "default")
        guard let record = try id.flatMap({ try transaction.partition($0) }) else {
            findings.add(pointer, "there is no partition \"\(text.prefix(80))\"")
            return nil
        }
        if record.role == .base {
            findings.add(pointer, "is the base's share; expected a partition with the role \"partition\"")
        }
        if let corpus = corpora.first, corpus != record.corpus {
            findings.add(pointer, "is of the corpus \"\(record.corpus)\"; expected \"\(corpus)\", like those before it")
        }
        corpora.insert(record.corpus)
        return record
    }

    private func check(
        _ record: CheckpointRecord, _ body: PoolCreation, _ known: PoolConfigurations, at pointer: JSONPointer,
        _ findings: Findings
    ) {
        _ = findings.checkReadsBytes(record, at: pointer)
        guard body.tokenizer == nil, let file = known.tokenizers[record.id] else { return }
        findings.add(
            pointer,
            "brings a tokenizer of its own (\(file)), which this version does not read; \"tokenizer\": \"bytes\" has "
                + "text read as bytes all the same")
    }
}
