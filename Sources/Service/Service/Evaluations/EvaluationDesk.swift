import API
import HTTPTypes
import Hashing
import Jobs
import Mixtures
import Storage
import StrictJSON

/// Evaluations: candidates scored on evaluation sets, answered from the store or queued.
struct EvaluationDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    /// How often a job may fail.
    let attempts: Int
    let admission: Admission
    let logProbabilities: LogProbabilityDesk
    let tokens: PerTokenScores
    let warnings: PoolWarningReader
    let exclusion: OverlapExclusion
}

extension EvaluationDesk {
    /// Answers evaluations from the store, or queues them: all of them or none.
    func submit(_ submission: EvaluationSubmission, in transaction: Transaction) throws -> Answer {
        let questions = try read(submission, in: transaction)
        let records = try records(for: questions, in: transaction)
        for (question, record) in zip(questions, records) where question.perToken {
            try tokens.wantTokens(of: record.id, in: transaction)
        }
        return try answer(records.map(\.id), to: submission, in: transaction)
    }

    /// The evaluations that answer questions, in their order: those that are known, and one that is queued for each of the
    /// others, equal questions sharing one.
    func records(for questions: [EvaluationQuestion], in transaction: Transaction) throws -> [EvaluationRecord] {
        var records = try questions.map { try known($0, in: transaction) }
        var asked: [Int] = []
        var first: [SHA256Digest: Int] = [:]
        for index in records.indices where records[index] == nil {
            if first[questions[index].key] == nil {
                first[questions[index].key] = index
                asked.append(index)
            }
        }
        try admission.admit(asked.count, in: transaction)
        for (index, record) in zip(asked, try queue(asked.map { questions[$0] }, in: transaction)) {
            records[index] = record
        }
        for index in records.indices where records[index] == nil {
            guard let leader = first[questions[index].key], let record = records[leader] else { continue }
            try transaction.noteRequest(for: record.id, pool: questions[index].pool, label: questions[index].label)
            records[index] = record
        }
        return records.compactMap(\.self)
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

    /// The evaluation that answers a question already; queued again if it had failed.
    private func known(_ question: EvaluationQuestion, in transaction: Transaction) throws -> EvaluationRecord? {
        guard let record = try transaction.evaluation(key: question.key) else { return nil }
        try transaction.noteRequest(for: record.id, pool: question.pool, label: question.label)
        if record.state.isTerminal, record.state != .succeeded {
            try jobs.retry(record.job, in: transaction)
        }
        return record
    }

    private func queue(_ questions: [EvaluationQuestion], in transaction: Transaction) throws -> [EvaluationRecord] {
        let now = time.now()
        let ids = questions.map { _ in identifiers.next(.evaluation) }
        // What ensembles are made of comes first in the line, each model once.
        var made: [SHA256Digest: Identifier] = [:]
        for question in questions {
            let lacking = question.logProbabilities.filter { made[$0.key] == nil }
            let records = try logProbabilities.wantLogProbabilities(lacking, owner: question.owner, in: transaction)
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
                candidate: try question.candidate.data, label: question.label, job: job.id, createdAt: now)
            try transaction.insert(record)
            return record
        }
    }

    private func answer(
        _ ids: [Identifier], to submission: EvaluationSubmission, in transaction: Transaction
    ) throws -> Answer {
        let resources = try ids.map { try evaluation($0, in: transaction) }
        let pending = Self.pendingJobs(of: resources, submission)
        let status: HTTPResponse.Status = pending.isEmpty ? .ok : .accepted
        var answer: Answer
        switch submission {
        case .one(let creation) where creation.estimator != .both:
            guard let resource = resources.first else { throw Problem(.internalError) }
            answer = try Answer(status, location: "/v1/evaluations/\(resource.id)", resource)
        case .one, .batch:
            answer = try Answer(status, EvaluationBatchResource(evaluations: resources))
        }
        if !pending.isEmpty {
            answer.followUp = FollowUp(jobs: try pending.map { try Identifier($0, of: .job) }) {
                try self.answer(ids, to: submission, in: $0)
            }
        }
        return answer
    }

    /// The jobs of what has been asked for and is not known yet: scores, and tokens where they were asked for.
    private static func pendingJobs(of resources: [EvaluationResource], _ submission: EvaluationSubmission) -> [String]
    {
        let asked =
            switch submission {
            case .one(let creation): [creation]
            case .batch(let batch): batch.evaluations
            }
        let creations = asked.flatMap { creation in creation.estimator.estimators.map { _ in creation } }
        return zip(resources, creations).flatMap { resource, creation in
            let score = resource.state == .succeeded ? nil : resource.job
            let tokens = creation.perToken && resource.tokens?.state != .succeeded ? resource.tokens?.job : nil
            return score == tokens ? [score].compactMap(\.self) : [score, tokens].compactMap(\.self)
        }
    }

    /// An evaluation as it is shown.
    ///
    /// - Parameter looksAtBarriers: Whether warnings of barriers are looked for that nobody has put together yet.
    func evaluation(
        _ id: Identifier, looksAtBarriers: Bool = false, in transaction: Transaction
    ) throws -> EvaluationResource {
        guard let record = try transaction.evaluation(id) else { throw Problem.notFound("evaluation \"\(id)\"") }
        return try evaluation(record, looksAtBarriers: looksAtBarriers, in: transaction)
    }

    /// An evaluation as it is shown.
    func evaluation(
        _ record: EvaluationRecord, looksAtBarriers: Bool = false, in transaction: Transaction
    ) throws -> EvaluationResource {
        let candidate = try StoredCandidate(record.candidate)
        let job = try transaction.job(record.job)
        guard let scoringProtocol = ScoringProtocol(rawValue: candidate.scoringProtocol) else {
            throw WordMismatch(word: candidate.scoringProtocol, type: "ScoringProtocol")
        }
        return EvaluationResource(
            id: record.id.text, state: try same(record.state), key: record.key.hex,
            pool: record.pool?.text ?? "", evaluationSet: record.evaluationSet.text, mixture: candidate.mixture,
            referenceRun: record.referenceRun?.text, checkpoint: record.checkpoint?.text, method: candidate.method,
            parameters: candidate.parameters, base: candidate.base?.checkpoint.text, estimator: candidate.estimator,
            precision: candidate.precision, tokenizer: candidate.tokenizerHash, context: candidate.context,
            protocol: scoringProtocol, part: candidate.part, label: record.label,
            job: record.job.text,
            score: try record.result.map { ScoreResource(try Score($0.domains)) },
            documentsBlob: record.result?.documentsBlob.hex, tokens: try tokens.tokens(of: record.id, in: transaction),
            kernelPath: record.result?.kernelPath,
            warnings: try warnings(about: candidate, record, looksAtBarriers, in: transaction),
            error: job?.failure.map { WorkError($0) }, createdAt: record.createdAt.date,
            finishedAt: job?.finishedAt?.date)
    }
    /// What makes a merge's score doubtful as a forecast of training; nothing of a model on its own.
    private func warnings(
        about candidate: StoredCandidate, _ record: EvaluationRecord, _ looksAtBarriers: Bool,
        in transaction: Transaction
    ) throws -> [ValidityWarning] {
        guard let pool = record.pool, let mixture = candidate.mixture, candidate.estimator == .merge else { return [] }
        return try warnings.warnings(
            of: pool, on: record.evaluationSet, among: Set(mixture.filter { $0.value > 0 }.keys),
            looksAtBarriers: looksAtBarriers, in: transaction)
    }
}
