import API
import Hashing
import Mixtures
import Storage

extension EvaluationResource {
    init(
        _ evaluation: AskedEvaluation, _ candidate: StoredCandidate, job: JobRecord?, tokens: TokensResource?,
        warnings: [ValidityWarning]
    ) throws {
        let record = evaluation.record
        self.init(
            id: record.id.text, state: record.state, key: record.key.hex,
            pool: evaluation.pool?.text ?? "", evaluationSet: record.evaluationSet.text, mixture: candidate.mixture,
            referenceRun: record.referenceRun?.text, checkpoint: record.checkpoint?.text,
            base: candidate.base?.checkpoint.text, tokenizer: candidate.tokenizerHash, way: candidate.way,
            label: evaluation.asking.map(\.label) ?? record.label, job: record.job.text,
            score: try record.result.map { ScoreResource(try Score($0.domains)) },
            documentsBlob: record.result?.documentsBlob.hex, tokens: tokens, kernelPath: record.result?.kernelPath,
            warnings: warnings, error: job?.failure.map { WorkError($0) }, createdAt: record.createdAt.date,
            finishedAt: job?.finishedAt?.date)
    }
}

extension TokensResource {
    init(_ record: TokensRecord, job: JobRecord) throws {
        self.init(
            state: job.state, job: job.id.text, blob: record.result?.blob.hex,
            kernelPath: record.result?.kernelPath, error: job.failure.map { WorkError($0) })
    }
}
