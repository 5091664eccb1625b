import API
import Foundation
import Jobs
import Mixtures
import Storage

extension AssayService {
    /// What becomes of a study now: what has ended is taken in, and the pure strategies say what follows.
    ///
    /// Reads blobs and computes, so never within a transaction.
    func decide(_ material: StudyMaterial) async throws -> StudyDecision {
        var decision = StudyDecision()
        if let name = material.retired.first {
            decision.end = StudyDecision.failure(
                "partition-retired",
                "The partition \"\(name)\" was retired while the study ran. What was scored is kept: a study over the "
                    + "partitions that are left is answered from it wherever it can be.")
            return decision
        }
        do {
            let trials = try await takeIn(material, &decision)
            takeIn(stepsOf: material, &decision)
            if decision.end == nil { try await next(trials, of: material, &decision) }
        } catch let error where Self.endsStudy(error) {
            decision.end = StudyDecision.failure("study-refused", "\(error)")
        }
        return decision
    }

    /// Whether a retry cannot cure a failure: the study then ends with it.
    private static func endsStudy(_ error: any Error) -> Bool {
        switch error {
        case is DocumentSplitError, is DocumentScoresError, is ScoreError, is ComparisonError, is StudyRefusal: true
        case let error as StorageError: error.code == .corrupted || error.code == .missing
        default: false
        }
    }

    /// Takes in trials whose evaluations have ended.
    ///
    /// - Returns: every trial as it is now.
    private func takeIn(_ material: StudyMaterial, _ decision: inout StudyDecision) async throws -> [Trial] {
        var trials: [Trial] = []
        for stored in material.trials {
            guard let ending = material.endings[stored.record.number] else {
                trials.append(stored.trial)
                continue
            }
            var (trial, record) = (stored.trial, stored.record)
            if ending.evaluation.state == .succeeded {
                let scores = try await documentScores(of: ending.evaluation)
                let split = try DocumentSplit(scores.layout, material.definition.split)
                let score = try scores.score(over: split.selecting)
                trial.state = .scored
                trial.losses = Dictionary(uniqueKeysWithValues: score.domains.map { ($0.domain, $0.sums.bitsPerByte) })
                let isReused = ending.finishedAt.map { $0 < record.createdAt } ?? false
                trial.tokens = isReused ? 0 : try scores.score().total.tokens
            } else {
                trial.state = .failed
                record.failure =
                    ending.failure
                    ?? JobFailure(code: ending.evaluation.state.rawValue, detail: "Its evaluation was cancelled.")
            }
            record.state = try same(trial.state)
            record.trial = try StoredJSON.encode(trial)
            record.finishedAt = time.now()
            decision.taken.append(record)
            trials.append(trial)
        }
        return trials
    }

    /// Takes in steps whose jobs have ended; the study ends with one that has failed.
    private func takeIn(stepsOf material: StudyMaterial, _ decision: inout StudyDecision) {
        for step in material.steps where !step.isTaken {
            guard let job = material.stepJobs[step.job], job.state.isTerminal else { continue }
            if job.state == .succeeded {
                decision.takenSteps.append(step.number)
            } else {
                decision.end = StudyDecision.failure(
                    job.failure?.code ?? job.state.rawValue,
                    "Step \(step.number) (\(step.job)) \(job.state.rawValue)"
                        + (job.failure.map { ": \($0.detail)" } ?? "."))
            }
        }
    }

    /// What the strategies ask for.
    private func next(_ trials: [Trial], of material: StudyMaterial, _ decision: inout StudyDecision) async throws {
        let results = try material.results
        let action = try await blocking.run { material.machine.next(trials: trials, steps: results) }
        switch action {
        case .wait: break
        case .evaluate(let requests): decision.requests = requests
        case .compute(let step):
            let isUnderWay = try material.inputs.contains { $0.step == step }
            if !isUnderWay { decision.step = try await input(for: step, of: material, trials: trials) }
        case .look: throw StudyRefusal("it races, which this version does not")
        case .finished(let end):
            if let request = material.verification(of: end, trials: trials) {
                decision.requests = [request]
            } else {
                decision.end = try await self.end(end, of: material, trials: trials)
            }
        }
    }

    private func end(
        _ end: StudyEnd, of material: StudyMaterial, trials: [Trial]
    ) async throws -> StudyDecision.End {
        guard let number = end.answer, let answer = try await answer(number, of: material, trials: trials) else {
            return StudyDecision.End(
                state: .failed, outcome: StudyOutcome(end: end),
                failure: JobFailure(code: "study-\(end.reason.rawValue)", detail: end.detail))
        }
        return StudyDecision.End(state: .succeeded, outcome: StudyOutcome(end: end, answer: answer))
    }
}

extension StudyMaterial {
    /// What steps were asked for so far, in order.
    var inputs: [StudyStepInput] {
        get throws { try steps.map { try StoredJSON.decode(StoredStep.self, from: $0.input).input } }
    }

    /// The merge that an answer lacks whose losses were told from elsewhere: no answer goes without one.
    func verification(of end: StudyEnd, trials: [Trial]) -> TrialRequest? {
        guard let answer = trials.first(where: { $0.number == end.answer }), let mixture = answer.mixture,
            !self.trials.contains(where: { stored in
                stored.trial.mixture == mixture && stored.trial.estimator == .merge && stored.record.evaluation != nil
            })
        else { return nil }
        return TrialRequest(mixture: mixture, origin: .verification, estimator: .merge, round: answer.round)
    }
}

extension DocumentSplit {
    /// The split that a study defines.
    init(_ layout: DocumentLayout, _ split: StudyDefinition.Split) throws(DocumentSplitError) {
        try self.init(layout, seed: split.seed, reportingShare: split.reportingShare)
    }
}
