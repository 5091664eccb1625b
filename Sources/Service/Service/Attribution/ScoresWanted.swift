import API
import Hashing
import Mixtures
import Storage
import StrictJSON
import Words

/// The scores that an output rests on: each a question as `POST /v1/evaluations` takes it, answered from the store by
/// its key, so that it does not matter who asked for it, or when.
struct ScoresWanted: Sendable {
    /// One of them.
    struct Wanted: Sendable {
        /// `nil` for the base model.
        let mixture: Mixture?
        let creation: EvaluationCreation
        let key: SHA256Digest
    }

    /// What is known of one of them.
    enum Standing: Sendable {
        case known(Score)
        case lacking(LackingScore, job: Identifier?)
    }

    let pool: Identifier
    let evaluationSet: Identifier
    let wanted: [Wanted]

    /// Scores of mixtures, and of the base where it is wanted.
    ///
    /// - Throws: `InvalidBody` with what is wrong with the question that all of them share.
    init(
        of mixtures: [Mixture], withBase: Bool, _ question: OutputQuestion, pool: PoolView,
        in transaction: Transaction
    ) throws {
        let findings = Findings()
        var reader = QuestionReader(transaction: transaction, findings: findings)
        // A model on its own has one probability for each token: both estimators give its score.
        let base = question.creation(of: .checkpoint(pool.base.id.text), estimator: .merge, pool: pool)
        // What is wrong with one is wrong with all of them, and told once.
        let read = try reader.read(base, at: .root).first
        try findings.check()
        guard let read, let set = try transaction.evaluationSet(read.evaluationSet) else {
            throw Problem(.internalError)
        }
        self.pool = pool.record.id
        evaluationSet = set.id
        var wanted = try mixtures.map { mixture in
            let candidate = try pool.candidate(mixture, estimator: question.estimator, question.scoring)
            return Wanted(
                mixture: mixture,
                creation: question.creation(of: .mixture(mixture.weights), estimator: question.estimator, pool: pool),
                key: try candidate.key(on: set))
        }
        if withBase { wanted.append(Wanted(mixture: nil, creation: base, key: read.key)) }
        self.wanted = wanted
    }

    /// What is known of each, in order.
    func standings(in transaction: Transaction) throws -> [Standing] {
        try wanted.map { wanted in
            let record = try transaction.evaluation(key: wanted.key)
            if let result = record?.result { return .known(try Score(result.domains)) }
            let failure = try record.flatMap { try transaction.job($0.job)?.failure }
            let lacking = LackingScore(
                mixture: wanted.mixture?.weights, evaluation: record?.id.text,
                state: record?.state, error: failure.map { WorkError($0) })
            return .lacking(lacking, job: record?.job)
        }
    }
}

extension [ScoresWanted.Standing] {
    /// The scores, if every one is known.
    var scores: [Score]? {
        var scores: [Score] = []
        for case .known(let score) in self { scores.append(score) }
        return scores.count == count ? scores : nil
    }

    var lacking: [LackingScore] {
        compactMap { if case .lacking(let lacking, _) = $0 { lacking } else { nil } }
    }

    /// The jobs that are at work on what is lacking.
    var pendingJobs: [Identifier] {
        compactMap { standing in
            guard case .lacking(let lacking, let job) = standing, lacking.state?.isFinal == false else { return nil }
            return job
        }
    }
}

extension AttributionDesk {
    /// Has every score that is not known queued, all of them or none; what had failed is queued again.
    func ask(_ scores: ScoresWanted) async throws {
        let lacking = try await store.read { [self] transaction in
            let lacking = try zip(scores.wanted, scores.standings(in: transaction)).compactMap { wanted, standing in
                if case .lacking = standing { wanted.creation } else { nil }
            }
            try checkInUse(lacking, of: scores.pool, in: transaction)
            return lacking
        }
        guard !lacking.isEmpty else { return }
        try await freeSpace.check()
        let submission = EvaluationSubmission.batch(EvaluationBatchCreation(evaluations: lacking))
        let questions = try await evaluations.questions(submission)
        _ = try await store.write { [evaluations] in try evaluations.submit(submission, questions, in: $0) }
    }

    /// Refuses to ask about partitions that are retired, by the mixture that was asked about.
    private func checkInUse(
        _ creations: [EvaluationCreation], of pool: Identifier, in transaction: Transaction
    ) throws {
        let retired = Set((try transaction.pool(pool)?.members ?? []).filter { $0.retiredAt != nil }.map(\.name))
        let findings = Findings()
        for name in Set(creations.flatMap { $0.mixture.map { Array($0.keys) } ?? [] }).intersection(retired).sorted() {
            findings.add(
                JSONPointer.root.appending("mixture").appending(name),
                "is retired, and scores with it are lacking: nothing new is asked about it")
        }
        try findings.check()
    }

    /// What is known of scores; waits for those that are under way, if that is asked for.
    func standings(of scores: ScoresWanted, waiting seconds: Double?) async throws -> [ScoresWanted.Standing] {
        let standings = try await store.read { try scores.standings(in: $0) }
        guard let seconds, !standings.pendingJobs.isEmpty else { return standings }
        try await waiting.wait(for: standings.pendingJobs, seconds: seconds)
        return try await store.read { try scores.standings(in: $0) }
    }
}

extension OutputQuestion {
    /// One of the scores that the question comes to, as `POST /v1/evaluations` takes it.
    fileprivate func creation(
        of subject: EvaluationSubject, estimator: Estimator, pool: PoolView
    ) -> EvaluationCreation {
        EvaluationCreation(
            pool: pool.record.id.text, evaluationSet: evaluationSet, subject: subject,
            estimator: EstimatorChoice(estimator), scoring: scoring)
    }
}
