import API
import HTTPTypes
import Jobs
import Spelling
import Storage
import StrictJSON
import Words

/// Pools: a base model and partition models that compute the same function.
struct PoolDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let blocking: BlockingQueue
    let tokenizers: OpenTokenizers
    let tokenCounts: TokenCounts
    let validity: ValidityDesk
}

extension PoolDesk {
    /// Adds a pool, if every model in it computes the same function, and has its validity measured.
    func createPool(
        _ body: PoolCreation, _ known: PoolMaterial, in transaction: Transaction
    ) throws -> Answer {
        guard try transaction.pool(named: body.name) == nil else { throw Problem.nameTaken("pool", body.name) }
        let findings = Findings()
        let base = try findings.checkpoint(body.base, in: transaction, at: JSONPointer.root.appending("base"))
        for fault in known.faults { findings.add(fault) }
        if let base { check(base, of: base, body, known, at: JSONPointer.root.appending("base"), findings) }
        var members: [PoolRecord.Member] = []
        var corpora: Set<String> = []
        for (index, member) in body.partitions.enumerated() {
            let place = JSONPointer.root.appending("partitions").appending(index)
            let partition = try partition(member.partition, corpora: &corpora, in: transaction, at: place, findings)
            let pointer = place.appending("checkpoint")
            let model = try findings.checkpoint(member.checkpoint, in: transaction, at: pointer)
            if let model, let base {
                check(model, of: base, body, known, at: pointer, findings)
                if let own = known.agreements[model.id], let other = known.agreements[base.id] {
                    let name = partition?.name ?? member.partition
                    findings.checkAgreement(of: name, own, with: other, at: pointer)
                }
            }
            guard let partition, let model else { continue }
            if members.contains(where: { $0.partition == partition.id }) {
                findings.add(place.appending("partition"), "stands in the pool already; expected each partition once")
            }
            members.append(
                .init(
                    partition: partition.id, name: partition.name, checkpoint: model.id,
                    tokens: member.tokens ?? known.tokens[partition.id] ?? partition.tokens))
        }
        try findings.check()
        guard let base, let tokenizer = known.tokenizer else { throw Problem(.internalError) }
        let record = PoolRecord(
            id: identifiers.next(.pool), name: body.name, base: base.id,
            tokenizer: tokenizer.name.rawValue, tokenizerHash: tokenizer.hash,
            generalShare: body.generalShare,
            members: members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }, createdAt: time.now())
        try transaction.insert(record)
        try validity.measureValidity(of: record.id, in: transaction)
        let resource = try PoolResource(record, corpus: corpora.first ?? "default")
        return try Answer(.created, location: "/v1/pools/\(record.id)", resource)
    }

    /// Retires a partition of a pool: nothing new is asked about it, and every score that is there stays.
    ///
    /// Doing so again changes nothing. Studies over the partition end, for what they search is no longer there.
    func retire(_ body: PartitionRetirement, of id: Identifier, in transaction: Transaction) throws -> Answer {
        guard let record = try transaction.pool(id) else { throw Problem.notFound("pool \"\(id)\"") }
        guard let member = record.members.first(where: { $0.name == body.partition }) else {
            throw Problem.field(
                "/partition",
                "is \"\(body.partition.prefix(80))\", which is no partition of \(record.name)"
                    + ExistingNames(record.members.map(\.name).sorted()).hint(for: body.partition))
        }
        if member.retiredAt == nil {
            guard record.members.contains(where: { $0.name != member.name && $0.retiredAt == nil }) else {
                throw Problem(.stateConflict, "\"\(member.name)\" is the last partition of \(record.name) in use.")
            }
            try transaction.retire(member.name, of: id, at: time.now())
            try transaction.markDue(studiesOf: id)
            transaction.onCommit { [jobs] in jobs.notifier.publishEnding() }
        }
        guard let changed = try transaction.pool(id) else { throw Problem(.internalError) }
        return try Answer(.ok, PoolResource(changed, corpus: PoolView.corpus(of: changed, in: transaction)))
    }

    private func partition(
        _ text: String, corpora: inout Set<String>, in transaction: Transaction, at place: JSONPointer,
        _ findings: Findings
    ) throws -> PartitionRecord? {
        let pointer = place.appending("partition")
        let id = try transaction.identifier(.partition, for: text, corpus: corpora.first ?? "default")
        guard let record = try id.flatMap({ try transaction.partition($0) }) else {
            findings.add(
                pointer, try transaction.unknown(.partition, text, corpus: corpora.first ?? "default"))
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
        _ record: CheckpointRecord, of base: CheckpointRecord, _ body: PoolCreation, _ known: PoolMaterial,
        at pointer: JSONPointer, _ findings: Findings
    ) {
        guard let tokenizer = known.tokenizer else { return }
        _ = findings.checkReads(record, with: tokenizer.name, of: base, at: pointer)
        guard tokenizer.name == .bytes, body.tokenizer == nil else { return }
        findings.checkIsOfBytes(
            record, at: pointer, otherwise: "\"tokenizer\": \"bytes\" has text read as bytes all the same")
    }
}
