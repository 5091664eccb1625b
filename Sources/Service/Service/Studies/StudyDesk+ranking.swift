import API
import Mixtures
import Statistics
import Storage
import Studies
import Words

extension StudyDesk {
    /// How many of the best a ranking holds beside the baselines, unless asked for otherwise.
    static let rankedTrials = 10

    /// The best merges of a study and its baselines, held against each other on the reporting documents.
    ///
    /// - Throws: ``Problem`` if there is no such study, or nothing of it is scored yet.
    func ranking(ofStudy id: Identifier, top: Int) async throws -> StudyRankingResource {
        let (material, warnings) = try await store.read { [self] transaction in
            guard let material = try StudyMaterial(id, in: transaction, memory) else {
                throw Problem.notFound("study \"\(id)\"")
            }
            return (
                material,
                try self.warnings.warnings(
                    of: material.record.pool, on: material.record.evaluationSet, in: transaction)
            )
        }
        let ranked = material.ranked(top: top)
        guard !ranked.isEmpty else { throw Problem(.stateConflict, "\(id) has no merge that is scored yet.") }
        let (scores, definition) = (try await reporting(ranked, of: material), material.definition)
        let report = try await blocking.run {
            try Comparison(scores, objective: definition.objective.reported(on: scores[0]), seed: definition.seed)
        }
        let order = ranked.indices.sorted { first, second in
            (report.places[first].value.value, ranked[first].trial.number)
                < (report.places[second].value.value, ranked[second].trial.number)
        }
        return StudyRankingResource(
            study: id.text, objective: material.definition.objective, documents: report.documents,
            places: order.map { index in
                StudyRankingResource.Place(
                    ranked[index], report.places[index], precision: material.definition.recipe.precision)
            },
            resolved: order.count < 2 || report.isResolved(order[0], from: order[1]),
            probabilityBestUnknown: report.whyNoProbability, warnings: warnings)
    }

    /// The answer of a study, scored on the reporting documents beside the baselines.
    func answer(_ number: Int, of material: StudyMaterial, trials: [Trial]) async throws -> StudyAnswer? {
        let scored = material.reported(trials)
        guard let trial = trials.first(where: { $0.number == number }), let candidate = trial.candidate,
            let selecting = trial.losses.flatMap(material.value),
            // Of losses that were told from elsewhere, the merge of the same candidate that verified them.
            let own = scored.first(where: { $0.trial.number == number })
                ?? scored.first(where: { $0.trial.candidate == candidate }),
            let evaluation = own.record.evaluation
        else { return nil }
        let baselines = scored.filter { $0.trial.origin.isBaseline && $0.trial.number != own.trial.number }
        let scores = try await reporting([own] + baselines, of: material)
        let definition = material.definition
        return try await blocking.run {
            let report = try StudyReport(scores, definition)
            return StudyAnswer(
                trial: number, mixture: candidate.mixture.weights, recipe: candidate.recipe.unlessLinear,
                precision: candidate.precision.unlessFull, evaluation: evaluation.text, selecting: selecting,
                reporting: report.value, domains: report.domains,
                beside: zip(baselines, report.differences).map { baseline, difference in
                    StudyAnswer.Comparison(trial: baseline.trial.number, origin: baseline.trial.origin, difference)
                })
        }
    }

    /// The scores of the reporting documents.
    private func reporting(
        _ trials: [StudyMaterial.StoredTrial], of material: StudyMaterial
    ) async throws -> [DocumentScores] {
        var scores: [DocumentScores] = []
        for trial in trials {
            let evaluation = try await store.read { transaction in
                try trial.record.evaluation.flatMap { try transaction.evaluation($0) }
            }
            guard let evaluation else { throw TaskFault(subject: material.record.id) }
            let all = try await documentScores.scores(of: evaluation)
            scores.append(try all.subset(DocumentSplit(all.layout, material.definition.split).reporting))
        }
        return scores
    }
}

/// What the reporting documents say of an answer.
private struct StudyReport {
    let value: Estimate
    let domains: [String: Estimate]
    /// The answer minus each of the others.
    let differences: [Difference]

    /// - Parameter scores: of the answer, then of what it is held against.
    init(_ scores: [DocumentScores], _ definition: StudyDefinition) throws {
        let objective = try definition.objective.reported(on: scores[0])
        let pairs = scores.indices.dropFirst().map { (first: 0, second: $0) }
        let result = try PairedBootstrap(scores, objective: objective, seed: definition.seed).result(pairs: pairs)
        value = result.values[0]
        differences = result.differences
        var domains: [String: Estimate] = [:]
        for name in scores[0].layout.domains {
            domains[name] = try PairedBootstrap([scores[0]], objective: .domain(name), seed: definition.seed)
                .result(pairs: []).values[0]
        }
        self.domains = domains
    }
}

extension StudyMaterial {
    /// Scored merges that have documents to report on, in order of their numbers.
    ///
    /// - Parameter now: the trials as they are now.
    func reported(_ now: [Trial]) -> [StoredTrial] {
        let byNumber = Dictionary(now.map { ($0.number, $0) }) { first, _ in first }
        return trials.compactMap { stored in
            byNumber[stored.trial.number].map { StoredTrial(trial: $0, record: stored.record, parts: stored.parts) }
        }.filter {
            $0.trial.state == .scored && $0.trial.estimator == .merge && $0.record.evaluation != nil && !$0.isInParts
        }
    }

    /// The best by the selecting documents, each candidate once, and every baseline.
    func ranked(top: Int) -> [StoredTrial] {
        var seen: Set<StudyCandidate?> = []
        let distinct = reported(trials.map(\.trial)).filter { seen.insert($0.trial.candidate).inserted }
        let valued = distinct.compactMap { stored in
            stored.trial.losses.flatMap(value).map { (stored: stored, value: $0) }
        }
        let best = valued.sorted { ($0.value, $0.stored.trial.number) < ($1.value, $1.stored.trial.number) }
        let chosen = Set(best.prefix(top).map(\.stored.trial.number))
        return distinct.filter { chosen.contains($0.trial.number) || $0.trial.origin.isBaseline }
    }
}

extension TrialOrigin {
    var isBaseline: Bool {
        if case .baseline = self { true } else { false }
    }
}

extension Objective {
    /// What candidates are compared by on the reporting documents.
    ///
    /// - Parameter scores: of the first candidate: its worst domain stands for the objective `worst`.
    func reported(on scores: DocumentScores) throws -> Objective {
        guard self == .worst else { return self }
        let worst = try scores.score().domains.max { $0.sums.bitsPerByte < $1.sums.bitsPerByte }
        return worst.map { .domain($0.domain) } ?? .macro
    }
}

extension Comparison {
    /// The first minus the second, whichever way the pair was compared; `nil` if it was not.
    func difference(of first: Int, and second: Int) -> Difference? {
        if let pair = pairs.first(where: { $0.first == first && $0.second == second }) { return pair.difference }
        return pairs.first { $0.first == second && $0.second == first }?.difference.reversed
    }

    func isResolved(_ first: Int, from second: Int) -> Bool {
        difference(of: first, and: second)?.resolved ?? false
    }
}

extension StudyRankingResource.Place {
    /// - Parameter precision: of the base model, whose trial has no candidate.
    init(_ stored: StudyMaterial.StoredTrial, _ place: Comparison.Place, precision: Precision) {
        let trial = stored.trial
        self.init(
            rank: place.rank, trial: trial.number, origin: trial.origin, mixture: trial.mixture?.weights,
            recipe: trial.candidate?.recipe.unlessLinear,
            precision: (trial.candidate?.precision ?? precision).unlessFull,
            evaluation: stored.record.evaluation?.text ?? "", estimator: trial.estimator, value: place.value,
            ranks: place.ranks.map { [$0.lowerBound, $0.upperBound] }, probabilityBest: place.probabilityBest)
    }
}
