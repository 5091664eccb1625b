import API
import Hashing
import Mixtures
import Statistics
import Storage

/// How well the estimates of a pool agree with its reference runs.
struct FidelityDesk: Sendable {
    let store: Store
    let blocking: BlockingQueue
    let warnings: PoolWarningReader
}

extension FidelityDesk {
    /// Holds the estimates of a pool against its reference runs, on one evaluation set and at the models' own context.
    ///
    /// Scores are found by their keys, so it does not matter who asked for them, or when.
    ///
    /// - Parameters:
    ///   - resamples: Bootstrap resamples behind each interval.
    ///   - seed: What they are drawn from.
    func fidelity(
        of id: Identifier, on setID: Identifier, resamples: Int, seed: Int
    ) async throws -> FidelityResource {
        let (material, known): (FidelityMaterial, [ValidityWarning]) = try await store.read { transaction in
            guard let pool = try PoolView(id, in: transaction) else { throw Problem.notFound("pool \"\(id)\"") }
            guard let set = try transaction.evaluationSet(setID) else {
                throw Problem.notFound("evaluation set \"\(setID)\"")
            }
            return (
                try FidelityMaterial(pool: pool, set: set, in: transaction),
                try warnings.warnings(of: id, on: setID, in: transaction)
            )
        }
        let table = try await blocking.run { material.table(resamples: resamples, seed: UInt64(seed)) }
        let comparability = ReferenceComparability(of: material.references.map(\.training.conditions))
        return FidelityResource(
            pool: id.text, evaluationSet: setID.text, table: table, gaps: material.gaps,
            withoutEnsemble: material.withoutEnsemble, references: material.references, comparability: comparability,
            warnings: known
                + (comparability.warnings + material.repetitions).map { ValidityWarning(.references, detail: $0) })
    }
}

/// The scores that a fidelity table is made of.
struct FidelityMaterial: Sendable {
    let pool: PoolView
    private(set) var points: [FidelityTable.Point] = []
    private(set) var gaps: [FidelityGap] = []
    /// Reference runs in the table whose mixtures have no ensemble score.
    private(set) var withoutEnsemble: [String] = []
    /// Those in the table.
    private(set) var references: [FidelityReference] = []
    private(set) var singles: [String: Score] = [:]
    /// Reference runs whose model is that of one before, which count for nothing, each with the one before.
    private(set) var repeated: [(run: String, of: String)] = []

    init(pool: PoolView, set: EvaluationSetRecord, in transaction: Transaction) throws {
        self.pool = pool
        for (name, model) in pool.models {
            singles[name] = try transaction.score(of: pool.candidate(model), on: set)
        }
        var groups: [Group] = []
        var runs: [Run] = []
        var models: [String: Identifier] = [:]
        for record in try transaction.allReferenceRuns(of: pool.record.id) {
            // The same model twice is one piece of evidence, and tells nothing of how runs differ.
            if let known = models.updateValue(record.id, forKey: try transaction.modelIdentity(of: record)) {
                repeated.append((record.id.text, known.text))
                continue
            }
            let training = try ReferenceTraining(of: record, in: transaction)
            let (score, _) = try transaction.measured(record, of: pool, on: set)
            let known = groups.firstIndex { $0.conditions == training.conditions && record.isOf($0.mixture) }
            if known == nil {
                let mixture = try Mixture(record.weights)
                groups.append(
                    try Group(mixture: mixture, conditions: training.conditions, of: pool, on: set, in: transaction))
            }
            let place = known ?? groups.count - 1
            runs.append(Run(record: record, training: training, group: place, score: score))
        }
        addReferences(runs, to: &groups)
        points = groups.filter { !$0.scores.isEmpty }.map { group in
            FidelityTable.Point(
                mixture: group.mixture, merge: group.merge, ensemble: group.ensemble, references: group.scores)
        }
    }

    /// Parts what can be compared from what lacks a score.
    ///
    /// Where any mixture has been merged, those that have only an ensemble wait for their merge: estimators are
    /// compared over the same mixtures.
    private mutating func addReferences(_ runs: [Run], to groups: inout [Group]) {
        let isMerged = runs.contains { $0.score != nil && groups[$0.group].merge != nil }
        for run in runs {
            let group = groups[run.group]
            let isEstimated = isMerged ? group.merge != nil : group.ensemble != nil
            guard let score = run.score, isEstimated else {
                gaps.append(
                    FidelityGap(
                        referenceRun: run.record.id.text, needsEstimate: !isEstimated, needsReference: run.score == nil)
                )
                continue
            }
            groups[run.group].scores.append(score)
            if group.ensemble == nil { withoutEnsemble.append(run.record.id.text) }
            references.append(
                FidelityReference(
                    referenceRun: run.record.id.text, mixture: run.record.weights, training: run.training,
                    repetitions: run.training.conditions.repetitions(
                        of: group.mixture, available: pool.record.availableTokens)))
        }
    }

    func table(resamples: Int, seed: UInt64) -> FidelityTable {
        FidelityTable(
            points: points, singles: singles, partitions: Set(pool.models.keys), resamples: resamples, seed: seed)
    }

    /// What is said of reference runs that count for nothing.
    var repetitions: [String] {
        repeated.map { "\($0.run) is the model of \($0.of) once more and is left out" }
    }

    /// A reference run with what it was found to be.
    private struct Run {
        let record: ReferenceRunRecord
        let training: ReferenceTraining
        /// Its group's place.
        let group: Int
        let score: Score?
    }

    /// Reference runs of one mixture, trained alike.
    private struct Group {
        let mixture: Mixture
        let conditions: ReferenceConditions
        let merge: Score?
        let ensemble: Score?
        var scores: [Score] = []

        init(
            mixture: Mixture, conditions: ReferenceConditions, of pool: PoolView, on set: EvaluationSetRecord,
            in transaction: Transaction
        ) throws {
            self.mixture = mixture
            self.conditions = conditions
            merge = try transaction.score(of: pool.candidate(mixture), on: set)
            ensemble = try transaction.ensembleScore(of: mixture, in: pool, on: set)
        }
    }
}

extension Transaction {
    /// The score of a candidate on an evaluation set, if it has been found.
    func score(of candidate: StoredCandidate, on set: EvaluationSetRecord) throws -> Score? {
        guard let result = try evaluation(key: try candidate.key(on: set))?.result else { return nil }
        return try Score(result.domains)
    }

    /// The ensemble's score of a mixture, if it has been found.
    func ensembleScore(of mixture: Mixture, in pool: PoolView, on set: EvaluationSetRecord) throws -> Score? {
        try score(of: pool.candidate(mixture, estimator: .ensemble), on: set)
    }

    /// What a reference run was found to be on an evaluation set, if it is known, and the content hash of its model, if
    /// it is here.
    func measured(
        _ record: ReferenceRunRecord, of pool: PoolView, on set: EvaluationSetRecord
    ) throws -> (score: Score?, model: String?) {
        if case .scores(let own, let domains) = record.model {
            // Another set with the same documents serves as well.
            guard try own == set.id || evaluationSet(own)?.documentsHash == set.documentsHash else { return (nil, nil) }
            return (try Score(domains), nil)
        }
        guard let model = try checkpoint(of: record) else { return (nil, nil) }
        return (try score(of: pool.candidate(model), on: set), model.hash.hex)
    }
}
