import API
import Hashing
import Jobs
import Storage
import StrictJSON
import Words

extension TrainingRunDesk: JobSource {
    static var kind: JobKind { .training }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let record = try transaction.trainingRun(job.subject) else { throw TaskFault(subject: job.subject) }
        return .training(try TrainingTask(record, in: transaction))
    }

    func complete(_ lease: LeaseKey, _ result: TrainingResult) async throws {
        let place = JSONPointer.root.appending("result").appending("files")
        let inspection = try await checkpoints.inspect(uploaded: result.files, named: "result", at: place)
        try await finish(lease) { [checkpoints, states] transaction, job in
            guard let run = try transaction.trainingRun(job.subject) else { throw TaskFault(subject: job.subject) }
            // The run's name, unless a checkpoint that came another way has taken it.
            let isTaken = try transaction.checkpoint(named: run.name) != nil
            let record = checkpoints.checkpointRecord(named: isTaken ? "\(run.name) (\(run.id))" : run.name, inspection)
            try transaction.insert(record)
            let state = try transaction.finishTrainingRun(
                run.id, checkpoint: record.id, tokens: result.tokens,
                losses: result.losses.map { .init(step: $0.step, loss: $0.loss) })
            states.ended(run.id, lastState: state, in: transaction)
        }
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
                documents: TaskDocuments(of: partition),
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
