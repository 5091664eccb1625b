import API
import Foundation
import Jobs
import Mixtures
import Statistics
import Storage
import Studies
import Words

/// What a step computes from, as it is kept: enough to make its task again, whatever is told meanwhile.
struct StoredStep: Codable, Hashable, Sendable {
    var input: StudyStepInput
    var ensemble: StoredEnsemble?
}

/// What a convex step minimises, as it is kept.
struct StoredEnsemble: Codable, Hashable, Sendable {
    /// A partition that the study weighs, and what is found of its model.
    struct Model: Codable, Hashable, Sendable {
        let partition: String
        let logProbabilities: Identifier
    }

    /// Sorted by the partition's name; empty until the step is queued.
    var models: [Model] = []
    /// How many tokens each document of the evaluation set has, in order.
    let documentTokens: [Int]
    /// What a nat of each document counts in bits per byte of the objective: 0 for what reports.
    let documentWeights: [Double]
}

extension StudyDesk {
    /// Puts together what a step needs; `nil` while that is not known yet.
    func input(
        for step: StudyStep, of material: StudyMaterial, trials: [Trial]
    ) async throws -> StoredStep? {
        var input = StudyStepInput(
            step: step, definition: material.definition, partitions: material.partitions,
            domains: material.set.studyDomains, trials: trials.filter { $0.round < step.round })
        guard step.kind == .convex else { return StoredStep(input: input) }
        // It reads no scores of candidates, and which have ended by now is chance.
        input.trials = []
        guard let ensemble = try await ensemble(of: material, trials: trials) else { return nil }
        return StoredStep(input: input, ensemble: ensemble)
    }

    /// What the ensemble's score is a sum of, read off any trial that is scored here: all are of the same documents and
    /// tokens.
    ///
    /// - Returns: `nil` while none is scored and one may be.
    private func ensemble(of material: StudyMaterial, trials: [Trial]) async throws -> StoredEnsemble? {
        let scored = Set(trials.filter { $0.state == .scored }.map(\.number))
        let known = material.trials.first { scored.contains($0.trial.number) && $0.record.evaluation != nil }
        guard let known else {
            guard trials.contains(where: { !$0.hasEnded }) else {
                throw StudyRefusal(
                    "none of its baselines could be scored, so how many tokens the documents have is not known")
            }
            return nil
        }
        let evaluation = try await store.read { transaction in
            try known.record.evaluation.flatMap { try transaction.evaluation($0) }
        }
        guard let evaluation else { throw TaskFault(subject: material.record.id) }
        return try material.ensemble(of: try await documentScores.scores(of: evaluation))
    }

    /// Queues a step, with what it must wait for.
    func queue(_ step: StoredStep, of material: StudyMaterial, in transaction: Transaction) throws {
        let id = material.record.id
        var step = step
        var needs: [Identifier] = []
        if step.ensemble != nil {
            let partitions = material.space.partitions
            let records = try logProbabilities.requestLogProbabilities(
                of: partitions, in: material.pool, on: material.set, material.definition.recipe.precision,
                owner: id.text, transaction)
            step.ensemble?.models = zip(partitions, records).map { .init(partition: $0, logProbabilities: $1.id) }
            needs = records.map(\.job)
        }
        let job = try jobs.enqueue(
            NewJob(
                kind: .study, subject: id, owner: id.text, maximumFailures: attempts, needs: needs),
            in: transaction)
        try transaction.insert(
            StudyStepRecord(
                study: id, number: (material.steps.last?.number ?? 0) + 1,
                step: try StoredJSON.encode(step.input.step), job: job.id, createdAt: time.now()),
            input: try StoredJSON.encode(step))
    }
}

extension StudyMaterial {
    /// What each document of the selecting part counts, so that the ensemble's score is the objective in bits per byte.
    fileprivate func ensemble(of scores: DocumentScores) throws -> StoredEnsemble {
        let split = try DocumentSplit(scores.layout, definition.split)
        let domains = try scores.score(over: split.selecting).domains
        let bytes = Dictionary(domains.map { ($0.domain, $0.sums.bytes) }) { first, _ in first }
        guard let factors = definition.objective.nllFactors(domains: set.studyDomains, bytes: bytes) else {
            throw StudyRefusal("its objective, \(definition.objective), is no sum over domains")
        }
        if let lacking = factors.filter({ !$0.value.isFinite }).keys.min() {
            throw StudyRefusal("the selecting documents of the domain \"\(lacking)\" have no text")
        }
        var weights = [Double](repeating: 0, count: scores.count)
        for document in split.selecting {
            weights[document] = factors[scores.layout.domains[scores.layout.domainIndices[document]]] ?? 0
        }
        return StoredEnsemble(documentTokens: scores.sums.map(\.tokens), documentWeights: weights)
    }
}

/// Why a study cannot go on.
struct StudyRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
