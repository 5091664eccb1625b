import API
import Mixtures
import Statistics
import Storage
import Studies
import Words

/// Studies that race: candidates are scored look by look, and those that are clearly behind are dropped.
///
/// Between looks nothing is kept but the trials: their states, looks and the evaluations of their parts.
extension StudyDesk {
    /// The race of a study before its first look; `nil` for a study that does not race.
    ///
    /// - Parameter candidates: how many begin it.
    func race(of material: StudyMaterial, candidates: Int) async throws -> Race? {
        guard let racing = material.definition.racing else { return nil }
        let layout = try await documentLayouts.layout(
            of: material.set, tokenizer: try await tokens.tokenizer(of: material.pool))
        let (definition, objective) = (material.definition, material.racedObjective)
        return try await blocking.run {
            try Race(
                candidates: max(1, candidates), layout: layout, seed: definition.seed,
                split: definition.split, looks: racing.looks, alpha: racing.alpha, objective: objective,
                streams: definition.streams)
        }
    }

    /// Takes in the documents of a look: after the last one a trial is scored.
    func apply(
        _ evaluation: EvaluationRecord, for stored: inout StudyMaterial.StoredTrial, in race: Race
    ) async throws {
        stored.parts.append(evaluation.id)
        stored.trial.look += 1
        guard stored.trial.look >= race.looks.count else {
            stored.trial.state = .racing
            return
        }
        let scores = try await seen(stored, in: race)
        stored.trial.losses = try scores.score().losses
        stored.trial.state = .scored
    }

    /// Drops the trials that are behind; the rest are scored on the documents of the next look, or, where one is left,
    /// on all.
    func look(
        _ look: RaceLook, _ trials: [StudyMaterial.StoredTrial], of material: StudyMaterial,
        _ decision: inout StudyDecision
    ) async throws {
        let candidates = trials.filter { $0.trial.origin == .strategy }
        guard var race = try await race(of: material, candidates: candidates.count) else {
            throw StudyRefusal("it has trials in a race, and does not race")
        }
        let numbers = Set(look.trials)
        let running = candidates.indices.filter { numbers.contains(candidates[$0].trial.number) }
        if running.count > 1 {
            try race.resume(after: look.look - 1, running: running)
            var scores: [DocumentScores] = []
            for index in running { scores.append(try await seen(candidates[index], in: race)) }
            let (begun, found) = (race, scores)
            race = try await blocking.run {
                var race = begun
                try race.look(found)
                return race
            }
        } else {
            try race.resume(after: look.look, running: running)
        }
        decision.part = race.next
        for index in running {
            var stored = candidates[index]
            if race.running.contains(index) {
                stored.trial.state = .waiting
                // A race that is over has no next look: who is left is scored on every document.
                decision.further[stored.trial.number] = TrialRequest(
                    stored.trial, look: race.isOver ? 0 : look.look + 1)
            } else {
                stored.trial.state = .eliminated
                stored.record.finishedAt = time.now()
            }
            try stored.updateRecord()
            decision.update(stored.record)
        }
    }

    /// The documents of a trial's parts, put together.
    private func seen(_ stored: StudyMaterial.StoredTrial, in race: Race) async throws -> DocumentScores {
        var parts: [DocumentScores] = []
        for id in stored.parts {
            guard let evaluation = try await store.read({ try $0.evaluation(id) }) else { throw TaskFault(subject: id) }
            parts.append(try await documentScores.scores(of: evaluation))
        }
        let found = parts
        return try await blocking.run { try race.seen(found) }
    }

    /// What racing came to; `nil` without a race, or when nothing has been scored on all documents.
    func spared(_ trials: [StudyMaterial.StoredTrial], of material: StudyMaterial) async throws -> StudyRace? {
        let candidates = trials.filter { $0.trial.origin == .strategy }
        let whole = trials.first { $0.trial.state == .scored && $0.record.evaluation != nil && !$0.isInParts }
        guard let race = try await race(of: material, candidates: candidates.count), let whole else { return nil }
        let (evaluation, parts) = try await store.read { transaction in
            (
                try whole.record.evaluation.flatMap { try transaction.evaluation($0) },
                try candidates.flatMap(\.parts).compactMap { try transaction.evaluation($0) }
            )
        }
        guard let evaluation else { throw TaskFault(subject: material.record.id) }
        let all = try await documentScores.scores(of: evaluation)
        let selecting = try all.score(over: DocumentSplit(all.layout, material.definition.split).selecting).total.tokens
        let wholes = candidates.count { $0.trial.state == .scored && !$0.isInParts }
        let tokens = parts.flatMap { $0.result?.domains ?? [] }.reduce(0) { $0 + $1.tokens }
        return StudyRace(
            looks: race.looks, candidates: candidates.count,
            eliminated: candidates.count { $0.trial.state == .eliminated }, tokens: tokens + wholes * selecting,
            tokensWithout: candidates.count * selecting)
    }
}

extension TrialRequest {
    /// More documents for a trial that was asked for already.
    init(_ trial: Trial, look: Int) {
        self.init(candidate: trial.candidate, origin: trial.origin, round: trial.round, look: look)
    }
}

extension StudyMaterial {
    /// What candidates race by: the study's objective, with the same factors at every look.
    fileprivate var racedObjective: Objective {
        if case .domain = definition.objective { return definition.objective }
        let domains = set.studyDomains
        guard let factors = definition.objective.factors(domains: domains) else { return .macro }
        return .weighted(Dictionary(zip(domains.map(\.name), factors), uniquingKeysWith: +))
    }
}

extension Score {
    /// Bits per byte by domain.
    var losses: [String: Double] {
        Dictionary(uniqueKeysWithValues: domains.map { ($0.domain, $0.sums.bitsPerByte) })
    }
}
