import API
import Jobs
import Storage
import Words

extension LogProbabilityDesk: JobSource {
    static var kind: JobKind { .logProbabilities }

    func task(of job: JobRecord, in transaction: Transaction) throws -> JobTask {
        guard let record = try transaction.logProbabilities(job.subject),
            let set = try transaction.evaluationSet(record.evaluationSet)
        else { throw TaskFault(subject: job.subject) }
        return .logProbabilities(try LogProbabilitiesTask(record, on: set, in: transaction))
    }

    func complete(_ lease: LeaseKey, _ result: LogProbabilitiesResult) async throws {
        let blob = try await uploaded(result.blob, as: "blob")
        let size = try await store.blobs.size(of: blob) ?? 0
        guard size == 4 * Int64(result.tokens) else {
            throw Problem.field(
                "/result/blob", "has \(size) bytes; expected 4 for each of \(result.tokens) tokens")
        }
        try await finish(lease) { transaction, job in
            try transaction.finishLogProbabilities(
                job.subject, result: .init(blob: blob, tokens: result.tokens, kernelPath: result.kernelPath))
        }
    }
}

extension LogProbabilitiesTask {
    fileprivate init(
        _ record: LogProbabilitiesRecord, on set: EvaluationSetRecord, in transaction: Transaction
    ) throws {
        let candidate = try StoredCandidate(record.candidate)
        self.init(
            checkpoint: TaskCheckpoint(try transaction.existingCheckpoint(record.checkpoint)),
            tokenizer: try TaskTokenizer(of: candidate, in: transaction), documents: TaskDocuments(of: set),
            way: try candidate.run)
    }
}
