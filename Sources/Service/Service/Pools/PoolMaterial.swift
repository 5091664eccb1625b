import API
import Checkpoints
import Foundation
import LanguageModels
import Storage
import StrictJSON
import Tokenizers

/// What is read of a pool's checkpoints and partitions before it is made.
struct PoolMaterial: Sendable {
    /// What the checkpoints compute, by checkpoint id.
    var agreements: [Identifier: PoolAgreement] = [:]
    /// `nil` where it cannot be found, which ``faults`` tells, or there is no such base.
    var tokenizer: PoolTokenizer?
    /// Tokens under a tokenizer that is not bytes, by partition id, of those that are not given.
    var tokens: [Identifier: Int] = [:]
    var faults: [FieldError] = []
}

extension PoolDesk {
    /// Reads what a pool names; what is not there is left out.
    func material(of body: PoolCreation) async throws -> PoolMaterial {
        let names = Set([body.base] + body.partitions.map(\.checkpoint))
        let (records, base) = try await store.read { transaction in
            let ids = Set(try names.compactMap { try transaction.identifier(.checkpoint, for: $0) })
            let base = try transaction.identifier(.checkpoint, for: body.base)
            return (
                try ids.compactMap { try transaction.checkpoint($0) },
                try base.flatMap { try transaction.checkpoint($0) }
            )
        }
        var result = PoolMaterial()
        for record in records {
            guard let file = record.file(CheckpointFiles.configuration) else { continue }
            let blob = try await store.blobs.blob(file.sha256)
            result.agreements[record.id] = try await blocking.run {
                PoolAgreement(
                    configuration: try ModelConfiguration(
                        json: try Data(contentsOf: URL(fileURLWithPath: blob.path)),
                        file: CheckpointFiles.configuration))
            }
        }
        if let base { try await findTokenizer(body, base, &result) }
        return result
    }

    private func findTokenizer(
        _ body: PoolCreation, _ base: CheckpointRecord, _ material: inout PoolMaterial
    ) async throws {
        guard body.tokenizer ?? PoolTokenizer.name(for: base) == .checkpoint else {
            material.tokenizer = .bytes
            return
        }
        guard base.file(OpenTokenizers.file) != nil else {
            material.faults.append(
                FieldError(
                    pointer: JSONPointer.root.appending("tokenizer"),
                    detail: "is \"checkpoint\", and the base brings no tokenizer.json"))
            return
        }
        do {
            let tokenizer = try await tokenizers.tokenizer(of: base)
            material.tokenizer = PoolTokenizer(name: .checkpoint, hash: tokenizer.hash)
            for partition in try await uncounted(body) {
                material.tokens[partition.id] = try await tokenCounts.count(
                    partition.blob, partition.format, under: tokenizer
                ).tokens
            }
        } catch let fault as CheckpointFault {
            material.faults.append(
                FieldError(pointer: JSONPointer.root.appending("base"), detail: fault.description))
        }
    }

    /// The partitions whose tokens a body does not give.
    private func uncounted(_ body: PoolCreation) async throws -> [PartitionRecord] {
        try await store.read { transaction in
            var corpus: String?
            var records: [PartitionRecord] = []
            for member in body.partitions {
                let id = try transaction.identifier(.partition, for: member.partition, corpus: corpus ?? "default")
                guard let record = try id.flatMap({ try transaction.partition($0) }) else { continue }
                corpus = corpus ?? record.corpus
                if member.tokens == nil { records.append(record) }
            }
            return records
        }
    }
}
