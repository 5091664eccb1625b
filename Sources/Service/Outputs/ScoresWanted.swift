import API
import Hashing
import Mixtures
import Storage

/// The scores that an output rests on: each a question as `POST /v1/evaluations` takes it, answered from the store by its key, so
/// that it does not matter who asked for it, or when.
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

    let wanted: [Wanted]

    /// Scores of mixtures, of which at least one stands, and of the base where it is wanted.
    ///
    /// - Throws: `InvalidBody` with what is wrong with the question that all of them share.
    init(
        of mixtures: [Mixture], withBase: Bool, _ question: OutputQuestion, pool: PoolView,
        in transaction: Transaction
    ) throws {
        let findings = Findings()
        var reader = QuestionReader(transaction: transaction, findings: findings)
        var subjects: [(mixture: Mixture?, subject: EvaluationSubject, estimator: Estimator)] = mixtures.map {
            ($0, .mixture($0.weights), question.estimator)
        }
        // A model on its own has one probability for each token: both estimators give its score.
        if withBase { subjects.append((nil, .checkpoint(pool.base.id.text), .merge)) }
        var wanted: [Wanted] = []
        for (mixture, subject, estimator) in subjects {
            let creation = EvaluationCreation(
                pool: pool.record.id.text, evaluationSet: question.evaluationSet, subject: subject,
                estimator: estimator, precision: question.precision, context: question.context)
            guard let read = try reader.read(creation, at: .root) else { break }
            wanted.append(Wanted(mixture: mixture, creation: creation, key: read.key))
        }
        // What is wrong is wrong with all of them, and told once.
        try findings.check()
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
                state: try record.map { try same($0.state) }, error: failure.map { WorkError($0) })
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

extension AssayService {
    /// Has every score that is not known queued, all of them or none; what had failed is queued again.
    func ask(_ scores: ScoresWanted) async throws {
        try await store.write { [self] transaction in
            let lacking = try zip(scores.wanted, scores.standings(in: transaction)).compactMap { wanted, standing in
                if case .lacking = standing { wanted.creation } else { nil }
            }
            guard !lacking.isEmpty else { return }
            try store.checkSpace()
            _ = try submit(.batch(EvaluationBatchCreation(evaluations: lacking)), in: transaction)
        }
    }

    /// What is known of scores; waits for those that are under way, if that is asked for.
    func standings(of scores: ScoresWanted, waiting seconds: Double?) async throws -> [ScoresWanted.Standing] {
        let standings = try await store.read { try scores.standings(in: $0) }
        guard let seconds, !standings.pendingJobs.isEmpty else { return standings }
        try await wait(for: standings.pendingJobs, seconds: seconds)
        return try await store.read { try scores.standings(in: $0) }
    }
}
