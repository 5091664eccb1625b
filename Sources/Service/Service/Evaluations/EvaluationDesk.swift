import API
import Foundation
import HTTPTypes
import Hashing
import Jobs
import Mixtures
import Storage
import StrictJSON
import Words

/// Evaluations: candidates scored on evaluation sets, answered from the store or queued.
struct EvaluationDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    /// How often a job may fail.
    let attempts: Int
    var admission: Admission
    var logProbabilities: LogProbabilityDesk
    var tokens: PerTokenScores
    let warnings: PoolWarningReader
    let exclusion: OverlapExclusion
}

extension EvaluationDesk {
    /// Reads what a submission asks for, outside of any write: everything that it names looked up, every candidate and
    /// key made.
    ///
    /// - Throws: `InvalidBody` with everything that is wrong.
    func questions(_ submission: EvaluationSubmission) async throws -> [EvaluationQuestion] {
        try await store.read { try read(submission, in: $0) }
    }

    /// Finds the evaluations that answer a submission, or queues them: all of them or none.
    ///
    /// - Parameter questions: What was read of the submission, perhaps a moment ago.
    /// - Returns: The evaluations' ids in the order of the submission; what they look like is read after the commit.
    func submit(
        _ submission: EvaluationSubmission, _ questions: [EvaluationQuestion], in transaction: Transaction
    ) throws -> [Identifier] {
        let stands = try stillStand(questions, in: transaction)
        return try submit(stands ? questions : read(submission, in: transaction), in: transaction)
    }

    /// Finds the evaluations that answer questions, or queues them: all of them or none.
    func submit(_ questions: [EvaluationQuestion], in transaction: Transaction) throws -> [Identifier] {
        try submit(questions.map(\.stored), in: transaction)
    }

    /// Finds the evaluations that answer questions, or queues them, whatever has become of their pools since they were
    /// read.
    func submit(_ questions: [StoredQuestion], in transaction: Transaction) throws -> [Identifier] {
        let records = try records(for: questions, in: transaction)
        for (question, record) in zip(questions, records) where question.perToken {
            try tokens.requestTokens(of: record.id, in: transaction)
        }
        return records.map(\.id)
    }

    /// Whether the pools that questions were read over are as they were then: a partition may have been retired since.
    ///
    /// Everything else that a question names never changes.
    func stillStand(_ questions: [EvaluationQuestion], in transaction: Transaction) throws -> Bool {
        let pools = Dictionary(questions.map { ($0.poolRecord.id, $0.poolRecord) }) { first, _ in first }
        return try pools.values.allSatisfy { try transaction.pool($0.id) == $0 }
    }

    /// The evaluations that answer questions, in their order: those that are known, and one that is queued for each of
    /// the others, equal questions sharing one.
    func records(for questions: [EvaluationQuestion], in transaction: Transaction) throws -> [EvaluationRecord] {
        try records(for: questions.map(\.stored), in: transaction)
    }

    private func records(for questions: [StoredQuestion], in transaction: Transaction) throws -> [EvaluationRecord] {
        var known = try transaction.evaluations(keys: Set(questions.map(\.key)))
        var new: [StoredQuestion] = []
        var asked: Set<SHA256Digest> = []
        for question in questions where known[question.key] == nil && asked.insert(question.key).inserted {
            new.append(question)
        }
        let isNew = asked
        try admission.admit(new.count, in: transaction)
        for (question, record) in zip(new, try queue(new, in: transaction)) { known[question.key] = record }
        return try questions.compactMap { question in
            guard let record = known[question.key] else { return nil }
            // Inserting a record has noted who asked first.
            if asked.remove(question.key) == nil {
                try transaction.recordRequest(for: record.id, pool: question.pool, label: question.label)
            }
            if !isNew.contains(question.key), record.state.isFinal, record.state != .succeeded {
                try jobs.retry(record.job, in: transaction)
            }
            return record
        }
    }

    private func read(_ submission: EvaluationSubmission, in transaction: Transaction) throws -> [EvaluationQuestion] {
        let findings = Findings()
        var reader = QuestionReader(transaction: transaction, findings: findings)
        let questions: [EvaluationQuestion]
        switch submission {
        case .one(let creation):
            questions = try reader.read(creation, at: .root)
        case .batch(let batch):
            let list = JSONPointer.root.appending("evaluations")
            questions = try batch.evaluations.enumerated().flatMap { try reader.read($1, at: list.appending($0)) }
        }
        try findings.check()
        return questions
    }

    private func queue(_ questions: [StoredQuestion], in transaction: Transaction) throws -> [EvaluationRecord] {
        let now = time.now()
        let ids = questions.map { _ in identifiers.next(.evaluation) }
        // What ensembles are made of comes first in the line, each model once.
        var made: [SHA256Digest: Identifier] = [:]
        for question in questions {
            let lacking = question.logProbabilities.filter { made[$0.key] == nil }
            let records = try logProbabilities.requestLogProbabilities(lacking, owner: question.owner, in: transaction)
            for record in records { made[record.key] = record.job }
        }
        let queued = try jobs.enqueue(
            zip(questions, ids).map { question, id in
                NewJob(
                    kind: .evaluation, subject: id, owner: question.owner,
                    batch: question.batch, maximumFailures: attempts,
                    needs: question.logProbabilities.compactMap { made[$0.key] })
            }, in: transaction)
        return try zip(zip(questions, ids), queued).map { pair, job in
            let (question, id) = pair
            let record = EvaluationRecord(
                id: id, key: question.key, pool: question.pool, evaluationSet: question.evaluationSet,
                referenceRun: question.referenceRun, checkpoint: question.checkpoint,
                candidate: Data(question.candidate.utf8), label: question.label, job: job.id, createdAt: now)
            try transaction.insert(record)
            return record
        }
    }
}
