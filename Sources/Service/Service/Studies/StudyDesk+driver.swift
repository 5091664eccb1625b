import API
import Foundation
import Jobs
import Logging
import Mixtures
import Statistics
import Storage
import StrictJSON
import Studies

extension StudyDesk {
    /// How long after a failure that a retry may cure the studies are looked at again.
    private static let pauseAfterFailure: Duration = .seconds(5)

    /// Brings studies forward as their evaluations and computations end, until the task is cancelled.
    ///
    /// What has ended while nobody looked, as before a restart, is taken in first. Nobody polls the store.
    func run() async {
        let subscription = jobs.events.endings()
        while !Task.isCancelled {
            if await advance() {
                await subscription.next()
            } else {
                await jobs.nextSignal(of: subscription, within: Self.pauseAfterFailure)
            }
        }
    }

    /// Brings every study forward as far as it can go now.
    ///
    /// - Returns: whether all went well; what failed is logged, and to be tried again later.
    func advance() async -> Bool {
        var isWell = true
        do {
            for id in try await store.read({ try $0.studiesToAdvance() }) {
                do {
                    try await advanceStudy(id)
                } catch {
                    isWell = false
                    logger.error("study cannot go on", metadata: ["study": "\(id)", "error": "\(error)"])
                }
            }
        } catch {
            logger.error("studies cannot be read", metadata: ["error": "\(error)"])
            return false
        }
        return isWell
    }

    /// Reads a study, decides, and stores the decision if the study is still the same; again until nothing follows.
    ///
    /// Safe to repeat, and to be killed anywhere: what is not stored whole did not happen.
    private func advanceStudy(_ id: Identifier) async throws {
        while let material = try await store.read({ try StudyMaterial(id, in: $0) }), material.record.state == .running
        {
            let decision = try await decide(material)
            let isStored = try await store.write { [self] in try carryOut(decision, of: material, in: $0) }
            if isStored, !decision.goesOn { return }
        }
    }

    /// Stores a decision with all that it asks for.
    ///
    /// - Returns: whether the study still was as it was read.
    private func carryOut(
        _ decision: StudyDecision, of material: StudyMaterial, in transaction: Transaction
    ) throws -> Bool {
        var record = material.record
        record.isDue = false
        if let end = decision.end {
            record.state = end.state
            record.outcome = try end.outcome.map { try StoredJSON.encode($0) }
            record.failure = end.failure
            record.finishedAt = time.now()
        }
        guard try transaction.advance(record) else { return false }
        try keep(decision, of: material, in: transaction)
        for step in decision.takenSteps { try transaction.noteTaken(step: step, of: record.id) }
        if !decision.requests.isEmpty { try evaluate(decision, of: material, in: transaction) }
        if let step = decision.step { try queue(step, of: material, in: transaction) }
        if decision.end != nil { try cancelWork(of: record.id, in: transaction) }
        transaction.onCommit { [jobs, id = record.id] in jobs.events.noteChange(of: id) }
        return true
    }

    /// Stores the trials that were taken in; those that a race goes on with get the evaluations of what follows.
    private func keep(_ decision: StudyDecision, of material: StudyMaterial, in transaction: Transaction) throws {
        let numbers = decision.further.keys.sorted()
        let evaluations = try evaluations(
            for: numbers.compactMap { decision.further[$0] }, part: decision.part, of: material, in: transaction)
        let next = Dictionary(uniqueKeysWithValues: zip(numbers, evaluations))
        for (number, var record) in decision.taken.sorted(by: { $0.key < $1.key }) {
            if let evaluation = next[number] { record.evaluation = evaluation.id }
            try transaction.update(record)
        }
        if evaluations.contains(where: \.state.isTerminal) {
            transaction.onCommit { [jobs] in jobs.events.noteEnding() }
        }
    }

    /// Adds trials, and queues the evaluations that are not known yet.
    private func evaluate(
        _ decision: StudyDecision, of material: StudyMaterial, in transaction: Transaction
    ) throws {
        let requests = decision.requests
        let evaluations = try evaluations(for: requests, part: decision.part, of: material, in: transaction)
        let now = time.now()
        let last = material.trials.last?.record.number ?? 0
        for (index, pair) in zip(requests, evaluations).enumerated() {
            let (request, evaluation) = pair
            let trial = Trial(
                number: last + 1 + index, mixture: request.mixture, origin: request.origin,
                estimator: request.estimator, round: request.round)
            try transaction.insert(
                StudyTrialRecord(
                    study: material.record.id, number: trial.number, trial: try StoredJSON.encode(trial),
                    evaluation: evaluation.id, createdAt: now))
        }
        // What is known already has no end to wait for.
        if evaluations.contains(where: \.state.isTerminal) {
            transaction.onCommit { [jobs] in jobs.events.noteEnding() }
        }
    }

    /// The evaluations that answer requests of a study, queued under its id as owner and label.
    ///
    /// - Parameter part: the documents that requests of a look ask for.
    func evaluations(
        for requests: [TrialRequest], part: DocumentPart? = nil, of material: StudyMaterial, in transaction: Transaction
    ) throws -> [EvaluationRecord] {
        let findings = Findings()
        var reader = QuestionReader(transaction: transaction, findings: findings)
        let questions = try requests.flatMap { request in
            let subject: EvaluationSubject =
                request.mixture.map { .mixture($0.weights) } ?? .checkpoint(material.pool.base.id.text)
            return try reader.read(
                EvaluationCreation(
                    pool: material.pool.record.id.text, evaluationSet: material.set.id.text, subject: subject,
                    estimator: EstimatorChoice(request.estimator), part: request.look > 0 ? part : nil,
                    label: material.record.id.text), at: .root)
        }
        try findings.check()
        return try self.evaluations.records(for: questions, in: transaction)
    }

    /// Cancels what a study had queued and nobody else has asked for.
    func cancelWork(of study: Identifier, in transaction: Transaction) throws {
        for trial in try transaction.trials(of: study) where trial.state == .waiting {
            guard let evaluation = try trial.evaluation.flatMap({ try transaction.evaluation($0) }),
                !evaluation.state.isTerminal, try !transaction.isRequested(evaluation.id, besides: study.text)
            else { continue }
            try cancel(evaluation.job, in: transaction)
        }
        for step in try transaction.steps(of: study) where !step.isTaken {
            guard let job = try transaction.job(step.job), !job.state.isTerminal else { continue }
            try cancel(job.id, in: transaction)
        }
    }

    /// Cancels a job, and what it waited for that nothing else waits for.
    private func cancel(_ id: Identifier, in transaction: Transaction) throws {
        try jobs.cancel(id, in: transaction)
        for needed in try transaction.needs(of: id) where try transaction.jobsWaiting(for: needed).isEmpty {
            guard let job = try transaction.job(needed), !job.state.isTerminal else { continue }
            try jobs.cancel(needed, in: transaction)
        }
    }
}
