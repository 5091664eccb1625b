import API
import Jobs
import Storage
import StrictJSON
import Words

extension ContaminationDesk: JobSource {
    static var kind: JobKind { .contamination }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let record = try transaction.contamination(job.subject) else { throw TaskFault(subject: job.subject) }
        return .contamination(try ContaminationTask(record, in: transaction))
    }

    func complete(_ lease: LeaseKey, _ result: ContaminationResult) async throws {
        let blob = try await uploaded(result.documentsBlob, as: "documents_blob")
        try await finish(lease) { transaction, job in
            guard let record = try transaction.contamination(job.subject),
                let set = try transaction.evaluationSet(record.evaluationSet)
            else { throw TaskFault(subject: job.subject) }
            try Self.check(result, of: record, on: set)
            try transaction.finishContamination(
                record.id,
                result: .init(
                    domains: result.domains.map { domain in
                        .init(
                            domain: domain.domain, documents: domain.documents, shortDocuments: domain.shortDocuments,
                            ngrams: domain.ngrams, overlappingDocuments: domain.overlappingDocuments,
                            overlappingNgrams: domain.overlappingNgrams)
                    },
                    overlaps: zip(record.texts, result.texts).flatMap { partition, text in
                        text.domains.map { domain in
                            .init(
                                partition: partition, domain: domain.domain,
                                overlappingDocuments: domain.overlappingDocuments,
                                overlappingNgrams: domain.overlappingNgrams)
                        }
                    }, documentsBlob: blob))
        }
    }

    /// A report must be of exactly the partitions and domains that were asked about.
    private static func check(
        _ result: ContaminationResult, of record: ContaminationRecord, on set: EvaluationSetRecord
    ) throws {
        let findings = Findings()
        let place = JSONPointer.root.appending("result")
        let domains = set.domains.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) }
        if result.domains.map(\.domain) != domains.map(\.domain)
            || result.domains.map(\.documents) != domains.map(\.documents)
        {
            findings.add(
                place.appending("domains"),
                "are not the \(domains.count) domains of the evaluation set with their documents, in order of names")
        }
        let texts = place.appending("texts")
        if result.texts.map(\.partition) != record.texts.map(\.text) {
            findings.add(texts, "are of \(result.texts.count) partitions; expected those of the task, in its order")
        }
        for (index, text) in result.texts.enumerated() where text.domains.map(\.domain) != domains.map(\.domain) {
            findings.add(
                texts.appending(index).appending("domains"),
                "are not the \(domains.count) domains of the evaluation set, in order of names")
        }
        try findings.check()
    }
}

extension ContaminationTask {
    fileprivate init(_ record: ContaminationRecord, in transaction: Transaction) throws {
        guard let set = try transaction.evaluationSet(record.evaluationSet),
            let pool = try transaction.pool(record.pool)
        else { throw TaskFault(subject: record.id) }
        let tokenizer = try set.tokenizer.map { hash in
            TaskTokenizer(of: try transaction.existingCheckpoint(pool.base), hash: hash)
        }
        self.init(
            documents: TaskDocuments(of: set),
            tokenizer: tokenizer ?? .bytes,
            texts: try record.texts.map { id in
                guard let partition = try transaction.partition(id) else { throw TaskFault(subject: id) }
                return TaskTrainingText(
                    partition: id.text,
                    documents: TaskDocuments(of: partition))
            })
    }
}
