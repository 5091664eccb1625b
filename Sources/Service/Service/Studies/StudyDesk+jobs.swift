import API
import Jobs
import Storage
import Studies
import Words

extension StudyDesk: JobSource {
    static var kind: JobKind { .study }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        .study(try StudyTask(job, in: transaction))
    }

    func complete(_ lease: LeaseKey, _ result: StudyResult) async throws {
        let found = try StoredJSON.encode(result.result)
        try await finish(lease) { transaction, job in
            guard let step = try transaction.step(job: job.id) else { throw TaskFault(subject: job.subject) }
            guard result.result.step == (try StoredJSON.decode(StudyStep.self, from: step.step)) else {
                throw Problem.field("/result/result/step", "is of another step than the task")
            }
            try transaction.finishStep(job: job.id, result: found)
        }
    }
}

extension StudyTask {
    /// What a step's job asks a worker to do.
    fileprivate init(_ job: JobRecord, in transaction: Transaction) throws {
        guard let input = try transaction.stepInput(job: job.id) else { throw TaskFault(subject: job.subject) }
        let stored = try StoredJSON.decode(StoredStep.self, from: input)
        let ensemble = try stored.ensemble.map { ensemble in
            StudyEnsemble(
                models: try ensemble.models.map { model in
                    try TaskLogProbabilities(
                        transaction.logProbabilities(model.logProbabilities), name: model.partition,
                        subject: job.subject)
                }, documentTokens: ensemble.documentTokens, documentWeights: ensemble.documentWeights)
        }
        self.init(input: stored.input, ensemble: ensemble)
    }
}
