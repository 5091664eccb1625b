import API
import HTTPTypes
import Jobs
import Mixtures
import Storage
import StrictJSON
import Studies
import Words

extension StudyDesk {
    /// Hands out mixtures for an outside optimiser to try; each is a trial that is to be told of.
    func suggest(_ count: Int, ofStudy id: Identifier, in transaction: Transaction) throws -> Answer {
        let material = try runningStudy(id, in: transaction)
        let requests = material.machine.suggestions(count, trials: material.trials.map(\.trial))
        let now = time.now()
        let last = material.trials.last?.record.number ?? 0
        let records = try requests.enumerated().map { index, request in
            let trial = Trial(
                number: last + 1 + index, candidate: request.candidate, origin: request.origin, round: request.round,
                state: .suggested)
            return StudyTrialRecord(
                study: id, number: trial.number, trial: try StoredJSON.encode(trial), state: .suggested,
                createdAt: now)
        }
        for record in records { try transaction.insert(record) }
        try advance(material, isDue: false, in: transaction)
        return try Answer(
            .ok,
            StudySuggestions(trials: records.map { try material.view.resource(of: $0) }))
    }

    /// Takes in what an outside optimiser tried: with losses of its own, or for Assay to evaluate.
    func tell(_ telling: StudyTelling, toStudy id: Identifier, in transaction: Transaction) throws -> Answer {
        let material = try runningStudy(id, in: transaction)
        let findings = Findings()
        if let losses = telling.losses { findings.check(losses, on: material.set) }
        var record = try toldTrial(telling, of: material, findings)
        try findings.check()
        var trial = try StoredJSON.decode(Trial.self, from: record.trial)
        if let losses = telling.losses {
            (trial.state, trial.losses) = (.scored, losses)
            record.finishedAt = time.now()
        } else {
            let request = TrialRequest(candidate: trial.candidate, origin: trial.origin, round: trial.round)
            trial.state = .waiting
            record.evaluation = try evaluations(for: [request], of: material, in: transaction).first?.id
        }
        record.state = trial.state
        record.trial = try StoredJSON.encode(trial)
        if telling.trial == nil { try transaction.insert(record) } else { try transaction.update(record) }
        try advance(material, isDue: true, in: transaction)
        return try Answer(.ok, material.view.resource(of: record))
    }

    /// Ends a study that an outside optimiser drives: its budget is what has been spent, so it verifies and answers.
    func finishStudy(_ id: Identifier, in transaction: Transaction) throws -> Answer {
        let material = try runningStudy(id, in: transaction)
        guard material.definition.strategy.kind == .outside else {
            throw Problem(.stateConflict, "\(id) ends by itself: no outside optimiser drives it.")
        }
        var record = material.record
        var definition = material.definition
        guard material.trials.contains(where: { $0.trial.state != .suggested }) else {
            throw Problem(.stateConflict, "\(id) has not begun yet: ask again.")
        }
        // Room for the merges that verify an ensemble's best is kept back from what may be spent.
        let spent = material.trials.count { $0.trial.state != .suggested }
        definition.budget.evaluations = spent + (material.machine.selecting == .ensemble ? definition.verified : 0)
        record.definition = try StoredJSON.encode(StoredStudy(definition: definition, tokens: material.tokens))
        record.isDue = true
        guard try transaction.advance(record) else { throw Problem(.internalError) }
        transaction.onCommit { [jobs] in jobs.notifier.publishEnding() }
        return try Answer(.ok, study(record, in: transaction))
    }

    private func runningStudy(_ id: Identifier, in transaction: Transaction) throws -> StudyMaterial {
        guard let material = try StudyMaterial(id, in: transaction, memory, isCommitted: false) else {
            throw Problem.notFound("study \"\(id)\"")
        }
        guard material.record.state == .running else {
            throw Problem(.stateConflict, "\(id) is \(material.record.state.rawValue).")
        }
        if let name = material.retired.first {
            throw Problem(.stateConflict, "The partition \"\(name)\" was retired while \(id) ran: it ends.")
        }
        return material
    }

    /// Counts the change, so that a decision that was made without it is made again.
    private func advance(_ material: StudyMaterial, isDue: Bool, in transaction: Transaction) throws {
        var record = material.record
        record.isDue = record.isDue || isDue
        guard try transaction.advance(record) else { throw Problem(.internalError) }
        transaction.onCommit { [jobs, id = record.id] in
            jobs.notifier.publishChange(of: id)
            jobs.notifier.publishEnding()
        }
    }

    private func toldTrial(
        _ telling: StudyTelling, of material: StudyMaterial, _ findings: Findings
    ) throws -> StudyTrialRecord {
        if let number = telling.trial {
            guard let stored = material.trials.first(where: { $0.trial.number == number }) else {
                throw Problem.field("/trial", "is \(number); \(material.record.id) has no such trial")
            }
            guard stored.trial.state == .suggested else {
                throw Problem(.stateConflict, "Trial \(number) is \(stored.trial.state.rawValue): it was told of.")
            }
            return stored.record
        }
        let place = JSONPointer.root.appending("mixture")
        let mixture = findings.mixture(
            telling.mixture ?? [:], partitions: Set(material.partitions.map(\.name)), normalize: false, at: place)
        let candidate = mixture.flatMap { told($0, telling, of: material, findings) }
        let trial = Trial(
            number: (material.trials.last?.record.number ?? 0) + 1, candidate: candidate, origin: .told, round: 1)
        return StudyTrialRecord(
            study: material.record.id, number: trial.number, trial: try StoredJSON.encode(trial), createdAt: time.now())
    }

    /// A mixture that was told of with as much of its recipe, as the search scores it; `nil` after an error was found.
    private func told(
        _ mixture: Mixture, _ telling: StudyTelling, of material: StudyMaterial, _ findings: Findings
    ) -> StudyCandidate? {
        let machine = material.machine
        do throws(MergeRecipeError) {
            let merge = try machine.candidate(
                mixture, method: telling.recipe?.method, parameters: telling.recipe?.parameters ?? MergeParameters(),
                precision: telling.precision)
            for violation in machine.violations(of: merge) {
                findings.add(violation.path.reduce(.root) { $0.appending($1) }, violation.detail)
            }
            return merge.estimated(by: machine.selecting)
        } catch {
            let place = JSONPointer.root.appending("recipe").appending("parameters")
            for fault in error.faults { findings.add(place.appending(fault.parameter), fault.detail) }
            return nil
        }
    }
}
