import API
import Hashing
import Jobs
import Mixtures
import Storage
import StrictJSON
import Words

extension EvaluationDesk: JobSource {
    static var kind: JobKind { .evaluation }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let record = try transaction.evaluation(job.subject),
            let set = try transaction.evaluationSet(record.evaluationSet)
        else { throw TaskFault(subject: job.subject) }
        var task = try EvaluationTask(record, on: set, in: transaction)
        task.perToken = try transaction.tokens(of: record.id)?.job == job.id
        return .evaluation(task)
    }

    func complete(_ lease: LeaseKey, _ result: EvaluationResult) async throws {
        let blob: SHA256Digest
        switch result.documents {
        case .lines(let lines): blob = try await store.blobs.put(Array(lines.utf8)).blob.digest
        case .blob(let hash): blob = try await uploaded(hash, as: "documents_blob")
        }
        var tokens: SHA256Digest?
        if let hash = result.tokensBlob { tokens = try await uploaded(hash, as: "tokens_blob") }
        try await finish(lease) { [tokens] transaction, job in
            guard let record = try transaction.evaluation(job.subject),
                let set = try transaction.evaluationSet(record.evaluationSet)
            else { throw TaskFault(subject: job.subject) }
            try Self.check(result, of: try StoredCandidate(record.candidate).part, against: set)
            if try transaction.tokens(of: record.id)?.job == job.id {
                guard let tokens else {
                    throw Problem.field("/result/tokens_blob", "is missing; the task asks for the tokens")
                }
                try transaction.finishTokens(
                    of: record.id, result: .init(blob: tokens, kernelPath: result.kernelPath))
            }
            // A job that scores again for the tokens alone leaves the score as it is.
            guard record.job == job.id else { return }
            try transaction.finishEvaluation(
                record.id,
                result: .init(
                    domains: result.domains.map { sums in
                        .init(
                            domain: sums.domain, documents: sums.documents, tokens: sums.tokens, words: sums.words,
                            characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
                    }.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) },
                    documentsBlob: blob, kernelPath: result.kernelPath))
        }
    }

    /// A score must be of exactly the documents that were asked for; of a part, of as many, and of no more than each
    /// domain has.
    private static func check(
        _ result: EvaluationResult, of part: DocumentPart?, against set: EvaluationSetRecord
    ) throws {
        let expected = Dictionary(set.domains.map { ($0.domain, $0) }) { first, _ in first }
        let findings = Findings()
        let list = JSONPointer.root.appending("result").appending("domains")
        for (index, sums) in result.domains.enumerated() {
            let place = list.appending(index)
            guard let domain = expected[sums.domain] else {
                findings.add(place.appending("domain"), "is \"\(sums.domain)\", which the evaluation set does not have")
                continue
            }
            if part == nil ? sums.documents != domain.documents : sums.documents > domain.documents {
                findings.add(
                    place.appending("documents"), "is \(sums.documents); the evaluation set has \(domain.documents)")
            }
            // Beyond this no perplexity is a finite number.
            if sums.nll / Double(sums.tokens) > 700 {
                findings.add(
                    place.appending("nll"), "is \(sums.nll) for \(sums.tokens) tokens; expected at most 700 each")
            }
            if part == nil ? sums.bytes != domain.bytes : sums.bytes > domain.bytes {
                findings.add(place.appending("bytes"), "is \(sums.bytes); the evaluation set has \(domain.bytes)")
            }
        }
        if let part {
            let documents = result.domains.reduce(0) { $0 + $1.documents }
            if documents != part.count {
                findings.add(list, "has \(documents) documents in all; the part has \(part.count)")
            }
        } else if result.domains.count != expected.count {
            findings.add(list, "has \(result.domains.count) domains; the evaluation set has \(expected.count)")
        }
        try findings.check()
    }
}

extension EvaluationTask {
    fileprivate init(_ record: EvaluationRecord, on set: EvaluationSetRecord, in transaction: Transaction) throws {
        let candidate = try StoredCandidate(toRun: record, in: transaction)
        let members = try candidate.members.map { member in
            TaskMember(
                checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(member.checkpoint)),
                weight: member.weight,
                logProbabilities: candidate.estimator == .ensemble
                    ? try TaskLogProbabilities(of: member, in: candidate, on: set, in: transaction) : nil)
        }
        self.init(
            members: members, tokenizer: try TaskTokenizer(of: candidate, in: transaction),
            documents: TaskDocuments(of: set),
            base: try candidate.base.map { TaskCheckpoint(try transaction.existingCheckpoint($0.checkpoint)) },
            way: try candidate.run)
    }
}

extension StoredCandidate {
    /// The candidate of an evaluation with checkpoints that are there: those that it was asked with, or once one of
    /// them is removed those of the same content in its pool.
    fileprivate init(toRun record: EvaluationRecord, in transaction: Transaction) throws {
        let stored = try StoredCandidate(record.candidate)
        let ids = stored.members.map(\.checkpoint) + [stored.base, stored.tokenizerSource].compactMap(\.?.checkpoint)
        let areThere = try ids.allSatisfy(transaction.exists)
        let pool = areThere ? nil : try record.pool.flatMap { try PoolView($0, in: transaction) }
        self = try pool.flatMap(stored.named) ?? stored
    }
}

extension TaskLogProbabilities {
    /// What an ensemble's member gives each token; the job that finds it has succeeded before the ensemble's is leased.
    fileprivate init(
        of member: StoredCandidate.Member, in candidate: StoredCandidate, on set: EvaluationSetRecord,
        in transaction: Transaction
    ) throws {
        let question = try LogProbabilitiesQuestion(candidate.single(member), on: set)
        try self.init(
            transaction.logProbabilities(key: question.key), name: member.checkpoint.text, subject: member.checkpoint)
    }
}
