import API
import HTTPTypes
import Jobs
import Mixtures
import Storage
import Words

/// How evaluations are shown: read after the commit that made them, in bulk, outside of the writer.
extension EvaluationDesk {
    /// The answer to a submission: its evaluations as they are now.
    ///
    /// - Parameter submission: What was asked; what is still under way is told by it.
    func answer(_ ids: [Identifier], to submission: EvaluationSubmission) async throws -> Answer {
        let resources = try await store.read { transaction in
            let known = try transaction.evaluations(ids: ids)
            let askers = try Self.askers(of: submission, in: transaction)
            let asked = try zip(ids, askers).map { id, asking in
                guard let record = known[id] else { throw Problem.notFound("evaluation \"\(id)\"") }
                return AskedEvaluation(record, for: asking)
            }
            return try evaluations(asked, in: transaction)
        }
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
                try await self.answer(ids, to: submission)
            }
        }
        return answer
    }

    /// Who asks for each evaluation of a submission, in its order; `nil` where the pool is no longer there.
    private static func askers(
        of submission: EvaluationSubmission, in transaction: Transaction
    ) throws -> [Asking?] {
        var pools: [String: Identifier?] = [:]
        return try creations(of: submission).flatMap { creation in
            let pool = try pools[creation.pool] ?? transaction.identifier(.pool, for: creation.pool)
            pools[creation.pool] = pool
            let asking = pool.map { Asking(pool: $0, label: creation.label) }
            return creation.estimator.estimators.map { _ in asking }
        }
    }

    private static func creations(of submission: EvaluationSubmission) -> [EvaluationCreation] {
        switch submission {
        case .one(let creation): [creation]
        case .batch(let batch): batch.evaluations
        }
    }

    /// The jobs of what has been asked for and is not known yet: scores, and tokens where they were asked for.
    private static func pendingJobs(of resources: [EvaluationResource], _ submission: EvaluationSubmission) -> [String]
    {
        let creations = creations(of: submission).flatMap { creation in
            creation.estimator.estimators.map { _ in creation }
        }
        return zip(resources, creations).flatMap { resource, creation in
            let score = resource.state == .succeeded ? nil : resource.job
            let tokens = creation.perToken && resource.tokens?.state != .succeeded ? resource.tokens?.job : nil
            return score == tokens ? [score].compactMap(\.self) : [score, tokens].compactMap(\.self)
        }
    }

    /// An evaluation as it is shown.
    ///
    /// - Parameters:
    ///   - pool: the pool whose names are spoken; the one that first asked when `nil`.
    ///   - looksAtBarriers: whether warnings of barriers are looked for that nobody has put together yet.
    func evaluation(
        _ id: Identifier, inNamesOf pool: Identifier? = nil, looksAtBarriers: Bool = false, in transaction: Transaction
    ) throws -> EvaluationResource {
        let asked = try askedEvaluation(id, inNamesOf: pool, in: transaction)
        return try evaluations([asked], looksAtBarriers: looksAtBarriers, in: transaction)[0]
    }

    /// An evaluation for the pool whose names are to be spoken; for the one that first asked when `nil`.
    func askedEvaluation(
        _ id: Identifier, inNamesOf pool: Identifier?, in transaction: Transaction
    ) throws -> AskedEvaluation {
        guard let record = try transaction.evaluation(id) else { throw Problem.notFound("evaluation \"\(id)\"") }
        guard let pool else { return AskedEvaluation(record) }
        let asking = try transaction.askers(of: [record], pool: pool, label: nil)[id]
        let label = record.pool == pool ? record.label : nil
        return AskedEvaluation(record, for: asking ?? Asking(pool: pool, label: label))
    }

    /// Evaluations as they are shown: a few queries for all of them.
    func evaluations(
        _ asked: [AskedEvaluation], looksAtBarriers: Bool = false, in transaction: Transaction
    ) throws -> [EvaluationResource] {
        let records = asked.map(\.record)
        let tokens = try transaction.tokens(ofEvaluations: records.map(\.id))
        let jobs = try transaction.jobs(ids: records.map(\.job) + tokens.values.map(\.job))
        var warnings = BatchWarnings(reader: self.warnings, looksAtBarriers: looksAtBarriers)
        var names = CandidateNames()
        return try asked.map { evaluation in
            let record = evaluation.record
            let candidate = try names.candidate(of: evaluation, in: transaction)
            return try EvaluationResource(
                evaluation, candidate, job: jobs[record.job],
                tokens: tokens[record.id].map { record in
                    guard let job = jobs[record.job] else { throw TaskFault(subject: record.evaluation) }
                    return try TokensResource(record, job: job)
                }, warnings: try warnings.warnings(about: candidate, evaluation, in: transaction))
        }
    }
}

/// What makes merges' scores doubtful as forecasts of training, each pool and evaluation set read once; nothing of a
/// model on its own.
private struct BatchWarnings {
    private struct Place: Hashable {
        let pool: Identifier
        let set: Identifier
    }

    let reader: PoolWarningReader
    let looksAtBarriers: Bool
    private var known: [Place: [ValidityWarning]] = [:]

    init(reader: PoolWarningReader, looksAtBarriers: Bool) {
        self.reader = reader
        self.looksAtBarriers = looksAtBarriers
    }

    mutating func warnings(
        about candidate: StoredCandidate, _ evaluation: AskedEvaluation, in transaction: Transaction
    ) throws -> [ValidityWarning] {
        guard let pool = evaluation.pool, let mixture = candidate.mixture, candidate.estimator == .merge else {
            return []
        }
        let place = Place(pool: pool, set: evaluation.record.evaluationSet)
        let all: [ValidityWarning]
        if let read = known[place] {
            all = read
        } else {
            all = try reader.warnings(of: pool, on: place.set, looksAtBarriers: looksAtBarriers, in: transaction)
            known[place] = all
        }
        return all.about(Set(mixture.filter { $0.value > 0 }.keys))
    }
}
