import API
import HTTPTypes
import Jobs
import Logging
import Mixtures
import Storage
import StrictJSON
import Studies
import Words

/// Studies: searches over the mixtures of a pool.
struct StudyDesk: Sendable {
    let store: Store
    let jobs: JobQueue
    let time: any TimeSource
    let identifiers: IdentifierSource
    let blocking: BlockingQueue
    let logger: Logger
    let attempts: Int
    /// The most that a client may wait, in seconds.
    let longestWaitSeconds: Double
    let evaluations: EvaluationDesk
    let logProbabilities: LogProbabilityDesk
    let documentScores: DocumentScoresReader
    let documentLayouts: DocumentLayouts
    let tokens: TokenCounting
    let warnings: PoolWarningReader
    let memory: StudyMemory
}

extension StudyDesk {
    /// Begins a study, if everything that it names is there and its limits leave something to search.
    ///
    /// - Parameter tokens: what one evaluation scores; `nil` where pool or evaluation set are not there.
    func createStudy(_ body: StudyCreation, tokens: Int?, in transaction: Transaction) throws -> Answer {
        guard try transaction.study(named: body.name) == nil else { throw Problem.nameTaken("study", body.name) }
        let findings = Findings()
        let pool = try transaction.identifier(.pool, for: body.pool).flatMap { try PoolView($0, in: transaction) }
        if pool == nil {
            findings.add(JSONPointer.root.appending("pool"), try transaction.unknown(.pool, body.pool))
        }
        let set = try transaction.identifier(.evaluationSet, for: body.evaluationSet).flatMap {
            try transaction.evaluationSet($0)
        }
        let place = JSONPointer.root.appending("evaluation_set")
        if let set {
            if let own = set.tokenizer, let pool, own != pool.record.tokenizerHash {
                findings.add(
                    place, "holds ids of the tokenizer \(own); the pool reads with \(pool.record.tokenizerHash)")
            }
            findings.checkSplit(of: set)
        } else {
            findings.add(place, try transaction.unknown(.evaluationSet, body.evaluationSet))
        }
        if let pool, let set, let tokens {
            findings.check(
                body.definition, over: try pool.partitions(in: transaction), domains: set.studyDomains, tokens: tokens)
        }
        try findings.check()
        guard let pool, let set, let tokens else { throw Problem(.internalError) }
        let record = StudyRecord(
            id: identifiers.next(.study), name: body.name, pool: pool.record.id, evaluationSet: set.id,
            definition: try StoredJSON.encode(StoredStudy(definition: body.definition, tokens: tokens)),
            createdAt: time.now())
        try transaction.insert(record)
        transaction.onCommit { [jobs] in jobs.notifier.publishEnding() }
        return try Answer(.created, location: "/v1/studies/\(record.id)", study(record, in: transaction))
    }

    /// Counts what one evaluation of a study scores; `nil` where its pool or evaluation set are not there, or do not
    /// fit.
    func countTokens(of body: StudyCreation) async throws -> Int? {
        let (pool, set) = try await store.read { transaction in
            (
                try transaction.identifier(.pool, for: body.pool).flatMap { try transaction.pool($0) },
                try transaction.identifier(.evaluationSet, for: body.evaluationSet).flatMap {
                    try transaction.evaluationSet($0)
                }
            )
        }
        guard let pool, let set, set.tokenizer == nil || set.tokenizer == pool.tokenizerHash else { return nil }
        return try await tokens.tokens(of: set, under: pool.id).tokens
    }

    /// A study as it is shown, once it has ended or the wait is over.
    func study(_ id: Identifier, waiting seconds: Double) async throws -> StudyResource {
        let wait = Duration.seconds(min(seconds, longestWaitSeconds))
        return try await jobs.value(of: id, wait: wait) { [self] in
            guard let record = try $0.study(id) else { throw Problem.notFound("study \"\(id)\"") }
            return try study(record, in: $0)
        } isFinal: {
            $0.course.state.isFinal
        }
    }

    /// A study as it is shown.
    func study(_ record: StudyRecord, in transaction: Transaction) throws -> StudyResource {
        let outcome = try record.outcome.map { try StoredJSON.decode(StudyOutcome.self, from: $0) }
        let counts = try transaction.trialCounts(of: record.id).map { ($0.key.rawValue, $0.value) }
        let steps = try transaction.steps(of: record.id).map { step in
            let asked = try StoredJSON.decode(StudyStep.self, from: step.step)
            guard let job = try transaction.job(step.job) else { throw TaskFault(subject: record.id) }
            return StudyStepResource(
                number: step.number, kind: asked.kind, round: asked.round, job: step.job.text,
                state: job.state,
                result: try step.result.map { try StoredJSON.decode(StudyStepResult.self, from: $0) })
        }
        return StudyResource(
            StudyResource.Course(
                id: record.id.text, name: record.name, pool: record.pool.text,
                evaluationSet: record.evaluationSet.text, state: record.state,
                trials: Dictionary(counts) { first, _ in first }, steps: steps, end: outcome?.end,
                answer: outcome?.answer, race: outcome?.race,
                warnings: try warnings.warnings(of: record.pool, on: record.evaluationSet, in: transaction),
                error: record.failure.map { WorkError($0) }, createdAt: record.createdAt.date,
                finishedAt: record.finishedAt?.date),
            definition: try StoredJSON.decode(StoredStudy.self, from: record.definition).definition)
    }

    /// How trials of a study are shown.
    private func view(of study: StudyRecord, in transaction: Transaction) throws -> TrialView {
        guard let set = try transaction.evaluationSet(study.evaluationSet) else { throw TaskFault(subject: study.id) }
        return TrialView(
            definition: try StoredJSON.decode(StoredStudy.self, from: study.definition).definition,
            domains: set.studyDomains)
    }

    /// A trial of a study, once it has been asked for and has ended, or the wait is over.
    func trial(_ number: Int, of id: Identifier, waiting seconds: Double) async throws -> StudyTrialResource {
        let wait = Duration.seconds(min(seconds, longestWaitSeconds))
        typealias Found = (trial: StudyTrialResource?, isRunning: Bool)
        let found: Found = try await jobs.value(of: id, wait: wait) { [self] (transaction: Transaction) -> Found in
            guard let study = try transaction.study(id) else { throw Problem.notFound("study \"\(id)\"") }
            let trial = try transaction.trial(number, of: id).map { record in
                try view(of: study, in: transaction).resource(of: record)
            }
            return (trial: trial, isRunning: study.state == .running)
        } isFinal: { (found: Found) in
            found.trial.map { $0.state != .waiting && $0.state != .suggested } ?? !found.isRunning
        }
        guard let trial = found.trial else { throw Problem.notFound("trial \(number) of \"\(id)\"") }
        return trial
    }

    /// A page of a study's trials, in their order.
    func trials(
        of id: Identifier, after: Int, limit: Int, in transaction: Transaction
    ) throws -> API.Page<StudyTrialResource> {
        guard let study = try transaction.study(id) else { throw Problem.notFound("study \"\(id)\"") }
        let view = try view(of: study, in: transaction)
        let records = try transaction.trials(of: id, after: after, limit: limit + 1)
        let items = try records.prefix(limit).map { try view.resource(of: $0) }
        return API.Page(items: items, next: records.count > limit ? items.last.map { String($0.number) } : nil)
    }

    /// Ends a study; asking again changes nothing.
    ///
    /// - Throws: ``Problem`` if there is none, or it has ended otherwise.
    func cancelStudy(_ id: Identifier, in transaction: Transaction) throws -> StudyResource {
        guard var record = try transaction.study(id) else { throw Problem.notFound("study \"\(id)\"") }
        switch record.state {
        case .cancelled: break
        case .succeeded, .failed: throw Problem(.stateConflict, "\(id) is \(record.state.rawValue).")
        case .running:
            record.state = .cancelled
            record.isDue = false
            record.finishedAt = time.now()
            guard try transaction.advance(record) else { throw Problem(.internalError) }
            try cancelWork(of: id, in: transaction)
            transaction.onCommit { [jobs] in jobs.notifier.publishChange(of: id) }
        }
        return try study(record, in: transaction)
    }
}

/// How trials of one study are shown.
struct TrialView: Sendable {
    let definition: StudyDefinition
    /// Of the evaluation set.
    let domains: [EvaluationDomain]

    func resource(of record: StudyTrialRecord) throws -> StudyTrialResource {
        let trial = try StoredJSON.decode(Trial.self, from: record.trial)
        return StudyTrialResource(
            trial, precision: definition.recipe.precision,
            value: trial.losses.flatMap { definition.objective.value(losses: $0, domains: domains) },
            evaluation: record.evaluation?.text, error: record.failure.map { WorkError($0) },
            createdAt: record.createdAt.date, finishedAt: record.finishedAt?.date)
    }
}
