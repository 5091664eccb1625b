import API
import Foundation
import Hashing
import Mixtures
import Storage
import StrictJSON
import Words

extension JobTask {
    /// What a job asks a worker to do, put together from the records that it is about.
    init(for job: JobRecord, in transaction: Transaction) throws {
        switch job.kind {
        case .evaluation:
            guard let record = try transaction.evaluation(job.subject),
                let set = try transaction.evaluationSet(record.evaluationSet)
            else { throw TaskFault(subject: job.subject) }
            var task = try EvaluationTask(record, on: set, in: transaction)
            task.perToken = try transaction.tokens(of: record.id)?.job == job.id
            self = .evaluation(task)
        case .training:
            guard let record = try transaction.trainingRun(job.subject) else { throw TaskFault(subject: job.subject) }
            self = .training(try TrainingTask(record, in: transaction))
        case .validity:
            guard let record = try transaction.pool(job.subject) else { throw TaskFault(subject: job.subject) }
            self = .validity(try ValidityTask(record, in: transaction))
        case .study:
            self = .study(try StudyTask(job, in: transaction))
        case .contamination:
            guard let record = try transaction.contamination(job.subject) else { throw TaskFault(subject: job.subject) }
            self = .contamination(try ContaminationTask(record, in: transaction))
        case .logProbabilities:
            guard let record = try transaction.logProbabilities(job.subject),
                let set = try transaction.evaluationSet(record.evaluationSet)
            else { throw TaskFault(subject: job.subject) }
            self = .logProbabilities(try LogProbabilitiesTask(record, on: set, in: transaction))
        }
    }
}

/// A job whose records are not whole.
struct TaskFault: Error, CustomStringConvertible {
    let subject: Identifier

    var description: String { "\(subject), or what it refers to, is not there" }
}

extension EvaluationTask {
    fileprivate init(_ record: EvaluationRecord, on set: EvaluationSetRecord, in transaction: Transaction) throws {
        let candidate = try StoredCandidate(record.candidate)
        let members = try candidate.members.map { member in
            TaskMember(
                checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(member.checkpoint)),
                weight: member.weight,
                logProbabilities: candidate.estimator == .ensemble
                    ? try TaskLogProbabilities(of: member, in: candidate, on: set, in: transaction) : nil)
        }
        self.init(
            members: members, tokenizer: try TaskTokenizer(of: candidate, in: transaction),
            documents: try TaskDocuments(of: set),
            base: try candidate.base.map { TaskCheckpoint(try transaction.existingCheckpoint($0.checkpoint)) },
            way: try candidate.run)
    }
}

extension LogProbabilitiesTask {
    fileprivate init(
        _ record: LogProbabilitiesRecord, on set: EvaluationSetRecord, in transaction: Transaction
    ) throws {
        let candidate = try StoredCandidate(record.candidate)
        self.init(
            checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(record.checkpoint)),
            tokenizer: try TaskTokenizer(of: candidate, in: transaction), documents: try TaskDocuments(of: set),
            way: try candidate.run)
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

extension TaskTokenizer {
    fileprivate init(of candidate: StoredCandidate, in transaction: Transaction) throws {
        guard let source = candidate.tokenizerSource else {
            self = .bytes
            return
        }
        self.init(of: try transaction.existingCheckpoint(source.checkpoint), hash: source.hash)
    }
}

extension TaskDocuments {
    fileprivate init(of set: EvaluationSetRecord) throws {
        self.init(blob: set.blob.hex, format: set.format, separator: set.separator)
    }
}

extension TrainingTask {
    fileprivate init(_ record: TrainingRunRecord, in transaction: Transaction) throws {
        let shares = try record.data.map { share in
            guard let partition = try transaction.partition(share.partition) else {
                throw TaskFault(subject: share.partition)
            }
            return TaskShare(
                partition: partition.name,
                documents: TaskDocuments(blob: partition.blob.hex, format: partition.format),
                weight: share.weight)
        }
        var checkpoint: TaskCheckpoint?
        var configuration: [String: JSONValue]?
        var tokenizer = TaskTokenizer.bytes
        switch record.start {
        case .checkpoint(let id):
            let start = try transaction.existingCheckpoint(id)
            checkpoint = TaskCheckpoint(start)
            tokenizer = TaskTokenizer(of: start, hash: nil)
        case .configuration(let json): configuration = try JSONCoder.decode([String: JSONValue].self, from: json)
        }
        self.init(
            kind: record.kind, checkpoint: checkpoint, configuration: configuration, tokenizer: tokenizer,
            data: shares,
            plan: try JSONCoder.decode(PlanResource.self, from: record.plan), resumeBlob: record.resumeBlob?.hex)
    }
}

extension ValidityTask {
    fileprivate init(_ record: PoolRecord, in transaction: Transaction) throws {
        self.init(
            base: TaskCheckpoint(try transaction.existingCheckpoint(record.base)),
            models: try record.members.map { member in
                TaskModel(
                    partition: member.name,
                    checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(member.checkpoint)))
            })
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
            documents: TaskDocuments(blob: set.blob.hex, format: set.format, separator: set.separator),
            tokenizer: tokenizer ?? .bytes,
            texts: try record.texts.map { id in
                guard let partition = try transaction.partition(id) else { throw TaskFault(subject: id) }
                return TaskTrainingText(
                    partition: id.text,
                    documents: TaskDocuments(blob: partition.blob.hex, format: partition.format))
            })
    }
}

extension TaskCheckpoint {
    init(_ record: CheckpointRecord) {
        let files = record.files.map { ($0.name, $0.sha256.hex) }
        self.init(
            id: record.id.text, hash: record.hash.hex, files: Dictionary(files) { first, _ in first })
    }
}
