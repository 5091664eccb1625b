import API
import Contamination
import HTTPTypes
import Hashing
import Jobs
import Storage
import StrictJSON
import Words

/// What evaluation sets share with the training text of pools.
struct ContaminationDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let attempts: Int
    let admission: Admission
}

extension ContaminationDesk {
    /// Queues the search for what an evaluation set shares with a pool's training text, unless it is known or under
    /// way.
    ///
    /// A search that failed or expired is queued again, one that was cancelled only `again`; one of other partitions
    /// than the pool and its base have by now is followed by another.
    func answer(
        toContaminationOf id: Identifier, on setID: Identifier, again: Bool, in transaction: Transaction
    ) throws -> Answer {
        let (pool, set) = try question(id, setID, in: transaction)
        if let own = set.tokenizer, own != pool.tokenizerHash {
            let detail = "query parameter evaluation_set: holds ids of \(own); \(id) reads with \(pool.tokenizerHash)"
            throw Problem(.invalidQuery, errors: [FieldError(pointer: .root, detail: detail)])
        }
        let texts = try trainingTexts(of: pool, in: transaction).map(\.id)
        if let record = try transaction.contamination(of: id, on: setID), record.texts == texts {
            if record.state.mayBeQueuedAgain(again) { try jobs.retry(record.job, in: transaction) }
        } else {
            try admission.admit(1, in: transaction)
            try queueContamination(of: id, on: setID, texts, in: transaction)
        }
        let resource = try contamination(of: id, on: setID, in: transaction)
        return try Answer(
            resource.state.isFinal ? .ok : .accepted,
            location: "/v1/pools/\(id)/contamination?evaluation_set=\(setID)", resource)
    }

    private func queueContamination(
        of pool: Identifier, on set: Identifier, _ texts: [Identifier], in transaction: Transaction
    ) throws {
        let id = identifiers.next(.contamination)
        let job = try jobs.enqueue(
            NewJob(kind: .contamination, subject: id, owner: pool.text, maximumFailures: attempts),
            in: transaction)
        try transaction.insert(
            ContaminationRecord(
                id: id, pool: pool, evaluationSet: set, job: job.id, texts: texts, createdAt: time.now()))
    }

    private func question(
        _ id: Identifier, _ setID: Identifier, in transaction: Transaction
    ) throws -> (PoolRecord, EvaluationSetRecord) {
        guard let pool = try transaction.pool(id) else { throw Problem.notFound("pool \"\(id)\"") }
        guard let set = try transaction.evaluationSet(setID) else {
            throw Problem.notFound("evaluation set \"\(setID)\"")
        }
        return (pool, set)
    }

    /// What a pool's models were trained on: its partitions by name, then the base's share of their corpus by name.
    private func trainingTexts(of pool: PoolRecord, in transaction: Transaction) throws -> [PartitionRecord] {
        let members = try pool.members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { member in
            guard let partition = try transaction.partition(member.partition) else {
                throw TaskFault(subject: member.partition)
            }
            return partition
        }
        var base: [PartitionRecord] = []
        var page = PageRequest(limit: 1_000, order: .oldestFirst)
        let filter = PartitionFilter(corpus: try PoolView.corpus(of: pool, in: transaction), role: .base)
        repeat {
            let found = try transaction.partitions(filter, page: page)
            base += found.items
            page.after = found.next
        } while page.after != nil
        return members + base.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What a pool shares with an evaluation set, as it is shown.
    func contamination(
        of id: Identifier, on setID: Identifier, in transaction: Transaction
    ) throws -> ContaminationResource {
        _ = try question(id, setID, in: transaction)
        guard let record = try transaction.contamination(of: id, on: setID) else {
            throw Problem(
                .notFound,
                "The overlap of \(setID) with \(id) has not been asked for; "
                    + "POST /v1/pools/\(id)/contamination?evaluation_set=\(setID) finds it.")
        }
        let job = try transaction.job(record.job)
        let overlaps = Dictionary(grouping: record.result?.overlaps ?? [], by: \.partition)
        return ContaminationResource(
            id: record.id.text, pool: id.text, evaluationSet: setID.text, state: record.state,
            job: record.job.text, length: NGramIndex.length,
            domains: (record.result?.domains ?? []).map { DomainOverlapResource($0) },
            partitions: try record.texts.map { text in
                guard let partition = try transaction.partition(text) else { throw TaskFault(subject: text) }
                return PartitionOverlap(
                    partition: text.text, name: partition.name, role: partition.role,
                    domains: (overlaps[text] ?? []).map { PartOverlap($0) })
            }, documentsBlob: record.result?.documentsBlob.hex, error: job?.failure.map { WorkError($0) },
            createdAt: record.createdAt.date, finishedAt: job?.finishedAt?.date)
    }

    /// What is known of the overlap of a set with the partitions that a pool and its base have by now.
    ///
    /// - Throws: ``Problem`` `state-conflict` while that is nothing.
    func knownContamination(
        of id: Identifier, on setID: Identifier, in transaction: Transaction
    ) throws -> ContaminationRecord.Result {
        let (pool, _) = try question(id, setID, in: transaction)
        let texts = try trainingTexts(of: pool, in: transaction).map(\.id)
        guard let record = try transaction.contamination(of: id, on: setID), record.texts == texts,
            let result = record.result
        else {
            throw Problem(
                .stateConflict,
                "What \(setID) shares with \(id) is not known yet; POST "
                    + "/v1/pools/\(id)/contamination?evaluation_set=\(setID) finds it.")
        }
        return result
    }
}

extension DomainOverlapResource {
    fileprivate init(_ domain: ContaminationRecord.Domain) {
        self.init(
            domain: domain.domain, documents: domain.documents, shortDocuments: domain.shortDocuments,
            ngrams: domain.ngrams, overlappingDocuments: domain.overlappingDocuments,
            overlappingNgrams: domain.overlappingNgrams)
    }
}

extension PartOverlap {
    fileprivate init(_ overlap: ContaminationRecord.Overlap) {
        self.init(
            domain: overlap.domain, overlappingDocuments: overlap.overlappingDocuments,
            overlappingNgrams: overlap.overlappingNgrams)
    }
}
