import API
import Foundation
import Jobs
import Logging
import Mixtures
import Statistics
import Storage
import StrictJSON
import Studies
import Words

extension StudyDesk {
    /// How long after a failure that a retry may cure the studies are looked at again.
    private static let pauseAfterFailure: Duration = .seconds(5)

    /// Brings studies forward as their evaluations and computations end, until the task is cancelled.
    ///
    /// What has ended while nobody looked, as before a restart, is taken in first. Nobody polls the store.
    func run() async {
        let subscription = jobs.notifier.endings()
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
        while let material = try await store.read({ [memory] in try StudyMaterial(id, in: $0, memory) }),
            material.record.state == .running
        {
            let decision = try await decide(material)
            let prepared = try await store.read { [self] in try prepare(decision, of: material, in: $0) }
            let isStored = try await store.write { [self] in try carryOut(decision, prepared, of: material, in: $0) }
            if isStored, !decision.goesOn { return }
        }
    }

    /// Reads what a decision asks for, and makes the records of its trials, outside of the write that carries it out.
    private func prepare(
        _ decision: StudyDecision, of material: StudyMaterial, in transaction: Transaction
    ) throws -> PreparedDecision {
        let last = material.trials.last?.record.number ?? 0
        let now = time.now()
        let trials = try decision.requests.enumerated().map { index, request in
            let trial = Trial(
                number: last + 1 + index, candidate: request.candidate, origin: request.origin, round: request.round)
            return StudyTrialRecord(
                study: material.record.id, number: trial.number, trial: try StoredJSON.encode(trial),
                evaluation: nil, createdAt: now)
        }
        let numbers = decision.further.keys.sorted()
        return PreparedDecision(
            trials: trials,
            questions: try questions(decision.requests, part: decision.part, of: material, in: transaction),
            further: numbers,
            furtherQuestions: try questions(
                numbers.compactMap { decision.further[$0] }, part: decision.part, of: material, in: transaction))
    }

    /// Stores a decision and has done what it asks for, unless the study has changed since its material was read.
    ///
    /// - Returns: Whether it was stored.
    private func carryOut(
        _ decision: StudyDecision, _ prepared: PreparedDecision, of material: StudyMaterial,
        in transaction: Transaction
    ) throws -> Bool {
        guard try evaluations.stillStand(prepared.questions + prepared.furtherQuestions, in: transaction) else {
            return false
        }
        var record = material.record
        record.isDue = false
        if let end = decision.end {
            record.state = end.state
            record.outcome = try end.outcome.map { try StoredJSON.encode($0) }
            record.failure = end.failure
            record.finishedAt = time.now()
        }
        guard try transaction.advance(record) else { return false }
        try store(decision, prepared, in: transaction)
        for step in decision.takenSteps { try transaction.markTaken(step: step, of: record.id) }
        if let step = decision.step { try queue(step, of: material, in: transaction) }
        if decision.end != nil { try cancelWork(of: record.id, in: transaction) }
        transaction.onCommit { [jobs, id = record.id] in jobs.notifier.publishChange(of: id) }
        return true
    }

    /// Stores the trials that have moved on, each with its next evaluation, and those that are new.
    private func store(
        _ decision: StudyDecision, _ prepared: PreparedDecision, in transaction: Transaction
    ) throws {
        let next = try evaluations.records(for: prepared.furtherQuestions, in: transaction)
        let evaluationOf = Dictionary(uniqueKeysWithValues: zip(prepared.further, next))
        for (number, var record) in decision.taken.sorted(by: { $0.key < $1.key }) {
            if let evaluation = evaluationOf[number] { record.evaluation = evaluation.id }
            try transaction.update(record)
        }
        let asked = try evaluations.records(for: prepared.questions, in: transaction)
        for (var trial, evaluation) in zip(prepared.trials, asked) {
            trial.evaluation = evaluation.id
            try transaction.insert(trial)
        }
        // What is known already has no end to wait for.
        if (next + asked).contains(where: \.state.isFinal) {
            transaction.onCommit { [jobs] in jobs.notifier.publishEnding() }
        }
    }

    /// The evaluations that answer requests of a study, queued where they are not known.
    func evaluations(
        for requests: [TrialRequest], of material: StudyMaterial, in transaction: Transaction
    ) throws -> [EvaluationRecord] {
        try evaluations.records(for: questions(requests, part: nil, of: material, in: transaction), in: transaction)
    }

    /// What requests of a study ask, one question each.
    ///
    /// - Parameter part: Of a race's look.
    private func questions(
        _ requests: [TrialRequest], part: DocumentPart?, of material: StudyMaterial, in transaction: Transaction
    ) throws -> [EvaluationQuestion] {
        let findings = Findings()
        var reader = QuestionReader(transaction: transaction, findings: findings)
        let questions = try requests.flatMap { request in
            let subject: EvaluationSubject =
                request.mixture.map { .mixture($0.weights) } ?? .checkpoint(material.pool.base.id.text)
            let recipe = request.candidate?.recipe ?? .linear
            return try reader.read(
                EvaluationCreation(
                    pool: material.pool.record.id.text, evaluationSet: material.set.id.text, subject: subject,
                    method: recipe.method, parameters: recipe.method.parameters.isEmpty ? nil : recipe.parameters,
                    estimator: EstimatorChoice(request.estimator),
                    scoring: ScoringOptions(
                        precision: request.candidate?.precision ?? material.definition.recipe.precision,
                        part: request.look > 0 ? part : nil),
                    label: material.record.id.text), at: .root)
        }
        try findings.check()
        return questions
    }

    /// Cancels what a study had queued and nobody else has asked for.
    func cancelWork(of study: Identifier, in transaction: Transaction) throws {
        for job in try openWork(of: study, in: transaction).jobs {
            // One that another needs may have been cancelled with it.
            if try transaction.job(job)?.state.isFinal == false { try jobs.cancelWithNeeds(job, in: transaction) }
        }
    }

    /// The jobs of a study that have not ended, and how many more somebody else has asked for too.
    func openWork(of study: Identifier, in transaction: Transaction) throws -> (jobs: [Identifier], shared: Int) {
        var (jobs, shared): ([Identifier], Int) = ([], 0)
        for trial in try transaction.trials(of: study) where trial.state == .waiting {
            guard let evaluation = try trial.evaluation.flatMap({ try transaction.evaluation($0) }),
                !evaluation.state.isFinal
            else { continue }
            if try transaction.isRequested(evaluation.id, besides: study.text) {
                shared += 1
            } else {
                jobs.append(evaluation.job)
            }
        }
        for step in try transaction.steps(of: study) where !step.isTaken {
            if try transaction.job(step.job)?.state.isFinal == false { jobs.append(step.job) }
        }
        return (jobs, shared)
    }
}

/// A decision with everything that its write needs, made outside of it.
private struct PreparedDecision: Sendable {
    /// The new trials, one a request of the decision, without their evaluations.
    let trials: [StudyTrialRecord]
    let questions: [EvaluationQuestion]
    /// The numbers of trials that are evaluated further, in order.
    let further: [Int]
    let furtherQuestions: [EvaluationQuestion]
}
