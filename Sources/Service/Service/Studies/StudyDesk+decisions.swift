import API
import Foundation
import Jobs
import Mixtures
import Statistics
import Storage
import Studies
import Words

extension StudyDesk {
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
            let trials = try await applyEndings(material, &decision)
            applySteps(of: material, &decision)
            if decision.end == nil { try await next(trials, of: material, &decision) }
        } catch let error where Self.endsStudy(error) {
            decision.end = StudyDecision.failure("study-refused", "\(error)")
        }
        return decision
    }

    /// Whether a retry cannot cure a failure: the study then ends with it.
    private static func endsStudy(_ error: any Error) -> Bool {
        switch error {
        case is DocumentSplitError, is DocumentScoresError, is ScoreError, is ComparisonError, is RaceError,
            is StudyRefusal:
            true
        case let error as StorageError: error.code == .corrupted || error.code == .missing
        default: false
        }
    }

    /// Takes in trials whose evaluations have ended.
    ///
    /// - Returns: every trial as it is now.
    private func applyEndings(
        _ material: StudyMaterial, _ decision: inout StudyDecision
    ) async throws -> [StudyMaterial.StoredTrial] {
        var trials: [StudyMaterial.StoredTrial] = []
        let race = material.endings.isEmpty ? nil : try await race(of: material, candidates: 1)
        for var stored in material.trials {
            guard let ending = material.endings[stored.record.number] else {
                trials.append(stored)
                continue
            }
            if ending.evaluation.state == .succeeded {
                try await apply(ending, for: &stored, of: material, in: race)
            } else {
                stored.trial.state = .failed
                stored.record.failure =
                    ending.failure
                    ?? JobFailure(code: ending.evaluation.state.rawValue, detail: "Its evaluation was cancelled.")
            }
            if stored.trial.hasEnded { stored.record.finishedAt = time.now() }
            try stored.updateRecord()
            decision.update(stored.record)
            trials.append(stored)
        }
        return trials
    }

    /// Takes in the score of a trial, or of a part of its documents.
    private func apply(
        _ ending: StudyMaterial.Ending, for stored: inout StudyMaterial.StoredTrial, of material: StudyMaterial,
        in race: Race?
    ) async throws {
        let isReused = ending.finishedAt.map { $0 < stored.record.createdAt } ?? false
        if !isReused {
            stored.trial.tokens += (ending.evaluation.result?.domains ?? []).reduce(0) { $0 + $1.tokens }
        }
        if let race, try StoredCandidate(ending.evaluation.candidate).part != nil {
            return try await apply(ending.evaluation, for: &stored, in: race)
        }
        let scores = try await documentScores.scores(of: ending.evaluation)
        let split = try DocumentSplit(scores.layout, material.definition.split)
        stored.trial.losses = try scores.score(over: split.selecting).losses
        stored.trial.state = .scored
    }

    /// Takes in steps whose jobs have ended; the study ends with one that has failed.
    private func applySteps(of material: StudyMaterial, _ decision: inout StudyDecision) {
        for step in material.steps where !step.isTaken {
            guard let job = material.stepJobs[step.job], job.state.isFinal else { continue }
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
    private func next(
        _ stored: [StudyMaterial.StoredTrial], of material: StudyMaterial, _ decision: inout StudyDecision
    ) async throws {
        let results = try material.results
        let trials = stored.map(\.trial)
        let action = try await blocking.run { material.machine.next(trials: trials, steps: results) }
        switch action {
        case .wait: break
        case .evaluate(let requests):
            decision.requests = requests
            if requests.contains(where: { $0.look > 0 }) {
                decision.part = try await race(of: material, candidates: requests.count)?.next
            }
        case .compute(let step):
            let isUnderWay = try material.asked.contains(step)
            if !isUnderWay { decision.step = try await input(for: step, of: material, trials: trials) }
        case .look(let look): try await self.look(look, stored, of: material, &decision)
        case .finished(let end):
            if var winner = stored.first(where: { $0.trial.number == end.answer }), winner.isInParts {
                // No answer goes without a score of the reporting documents, which no race reads.
                winner.trial.state = .waiting
                winner.record.finishedAt = nil
                try winner.updateRecord()
                decision.update(winner.record)
                decision.further[winner.trial.number] = TrialRequest(winner.trial, look: 0)
            } else if let request = material.verification(of: end, trials: trials) {
                decision.requests = [request]
            } else {
                decision.end = try await self.end(end, of: material, trials: stored)
            }
        }
    }

    private func end(
        _ end: StudyEnd, of material: StudyMaterial, trials: [StudyMaterial.StoredTrial]
    ) async throws -> StudyDecision.End {
        let race = try await spared(trials, of: material)
        guard let number = end.answer,
            let answer = try await answer(number, of: material, trials: trials.map(\.trial))
        else {
            return StudyDecision.End(
                state: .failed, outcome: StudyOutcome(end: end, race: race),
                failure: JobFailure(code: "study-\(end.reason.rawValue)", detail: end.detail))
        }
        return StudyDecision.End(state: .succeeded, outcome: StudyOutcome(end: end, answer: answer, race: race))
    }
}

extension StudyMaterial {
    /// What steps were asked for so far, in order.
    var asked: [StudyStep] {
        get throws { try steps.map { try StoredJSON.decode(StudyStep.self, from: $0.step) } }
    }

    /// The merge that an answer lacks whose losses were told from elsewhere: no answer goes without one.
    func verification(of end: StudyEnd, trials: [Trial]) -> TrialRequest? {
        guard let answer = trials.first(where: { $0.number == end.answer }), let candidate = answer.candidate,
            !self.trials.contains(where: { stored in
                stored.trial.candidate == candidate.estimated(by: .merge) && stored.record.evaluation != nil
            })
        else { return nil }
        return TrialRequest(
            candidate: candidate.estimated(by: .merge), origin: .verification, round: answer.round)
    }
}
