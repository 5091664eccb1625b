import API
import Hashing
import Jobs
import Mixtures
import Storage
import Words

/// One model on its own, whose log-probabilities are wanted on one evaluation set.
struct LogProbabilitiesQuestion: Codable, Sendable {
    let key: SHA256Digest
    let candidate: StoredCandidate
    let evaluationSet: Identifier

    /// - Parameter candidate: a model on its own.
    init(_ candidate: StoredCandidate, on set: EvaluationSetRecord) throws {
        self.candidate = candidate.asMerge
        key = try self.candidate.key(on: set)
        evaluationSet = set.id
    }

    /// What the ensemble of a candidate is made of: one question a model, in the order of its members.
    static func all(of candidate: StoredCandidate, on set: EvaluationSetRecord) throws -> [LogProbabilitiesQuestion] {
        try candidate.members.map { try LogProbabilitiesQuestion(candidate.single($0), on: set) }
    }
}

/// Log-probabilities of a model on an evaluation set: what ensembles are made of, computed once.
struct LogProbabilityDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let attempts: Int
    var admission: Admission
}

extension LogProbabilityDesk {
    /// Sees to it that models' log-probabilities are found: those that are not known are queued, each once whoever
    /// asks.
    ///
    /// Those that failed are queued again by the job that needs them.
    ///
    /// - Parameters:
    ///   - questions: one a model.
    ///   - owner: among whom the queue is fair.
    /// - Returns: what is known of each, in order: its job, and its blob once that has succeeded.
    func requestLogProbabilities(
        _ questions: [LogProbabilitiesQuestion], owner: String, in transaction: Transaction
    ) throws -> [LogProbabilitiesRecord] {
        try questions.map { question in
            if let known = try transaction.logProbabilities(key: question.key) { return known }
            guard let model = question.candidate.members.first else { throw Problem(.internalError) }
            try admission.admit(1, in: transaction)
            let id = identifiers.next(.logProbabilities)
            let job = try jobs.enqueue(
                NewJob(kind: .logProbabilities, subject: id, owner: owner, maximumFailures: attempts),
                in: transaction)
            let record = LogProbabilitiesRecord(
                id: id, key: question.key, evaluationSet: question.evaluationSet, checkpoint: model.checkpoint,
                candidate: try question.candidate.data, job: job.id, createdAt: time.now())
            try transaction.insert(record)
            return record
        }
    }

    /// Sees to it that the log-probabilities of a pool's partition models are found on an evaluation set.
    ///
    /// - Parameters:
    ///   - partitions: names of partitions of the pool.
    ///   - precision: of the forward passes.
    /// - Returns: in the order of the partitions.
    func requestLogProbabilities(
        of partitions: [String], in pool: PoolView, on set: EvaluationSetRecord, _ precision: Precision,
        owner: String, _ transaction: Transaction
    ) throws -> [LogProbabilitiesRecord] {
        let questions = try partitions.map { name in
            guard let model = pool.models[name] else { throw TaskFault(subject: pool.record.id) }
            return try LogProbabilitiesQuestion(
                pool.candidate(model, ScoringOptions(precision: precision, context: pool.base.context)), on: set)
        }
        return try requestLogProbabilities(questions, owner: owner, in: transaction)
    }
}

extension TaskLogProbabilities {
    /// - Throws: ``TaskFault`` unless they have been found.
    init(_ record: LogProbabilitiesRecord?, name: String, subject: Identifier) throws {
        guard let result = record?.result else { throw TaskFault(subject: subject) }
        self.init(name: name, blob: result.blob.hex, tokens: result.tokens)
    }
}
