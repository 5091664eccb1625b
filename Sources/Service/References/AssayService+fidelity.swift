import API
import Hashing
import Mixtures
import Storage

extension AssayService {
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
                try self.warnings(of: id, on: setID, in: transaction)
            )
        }
        let table = try await blocking.run { material.table(resamples: resamples, seed: UInt64(seed)) }
        let comparability = ReferenceComparability(of: material.references.map(\.training.conditions))
        return FidelityResource(
            pool: id.text, evaluationSet: setID.text, table: table, gaps: material.gaps,
            withoutEnsemble: material.withoutEnsemble, references: material.references, comparability: comparability,
            warnings: known + comparability.warnings.map { ValidityWarning(.references, detail: $0) })
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

    init(pool: PoolView, set: EvaluationSetRecord, in transaction: Transaction) throws {
        self.pool = pool
        for (name, model) in pool.models {
            singles[name] = try transaction.score(of: pool.candidate(model), on: set)
        }
        var groups: [Group] = []
        for record in try transaction.allReferenceRuns(of: pool.record.id) {
            let mixture = try Mixture(record.weights)
            let training = try ReferenceTraining(of: record, in: transaction)
            let (score, model) = try transaction.found(record, of: pool, on: set)
            var place = groups.firstIndex { $0.conditions == training.conditions && record.isOf($0.mixture) }
            if place == nil {
                place = groups.count
                groups.append(
                    try Group(mixture: mixture, conditions: training.conditions, of: pool, on: set, in: transaction))
            }
            guard let place else { continue }
            guard let score, groups[place].merge != nil || groups[place].ensemble != nil else {
                gaps.append(
                    FidelityGap(
                        referenceRun: record.id.text,
                        needsEstimate: groups[place].merge == nil && groups[place].ensemble == nil,
                        needsReference: score == nil))
                continue
            }
            // The same model twice is one run: it tells nothing of how runs differ.
            guard model == nil || !groups[place].models.contains(model) else { continue }
            groups[place].models.append(model)
            groups[place].scores.append(score)
            if groups[place].ensemble == nil { withoutEnsemble.append(record.id.text) }
            references.append(
                FidelityReference(
                    referenceRun: record.id.text, mixture: record.weights, training: training,
                    repetitions: training.conditions.repetitions(of: mixture, available: pool.record.availableTokens)))
        }
        points = groups.filter { !$0.scores.isEmpty }.map { group in
            FidelityTable.Point(
                mixture: group.mixture, merge: group.merge, ensemble: group.ensemble, references: group.scores)
        }
    }

    func table(resamples: Int, seed: UInt64) -> FidelityTable {
        FidelityTable(
            points: points, singles: singles, partitions: Set(pool.models.keys), resamples: resamples, seed: seed)
    }

    /// Reference runs of one mixture, trained alike.
    private struct Group {
        let mixture: Mixture
        let conditions: ReferenceConditions
        let merge: Score?
        let ensemble: Score?
        var scores: [Score] = []
        /// The content hash of each run's model, where it is here.
        var models: [String?] = []

        init(
            mixture: Mixture, conditions: ReferenceConditions, of pool: PoolView, on set: EvaluationSetRecord,
            in transaction: Transaction
        ) throws {
            self.mixture = mixture
            self.conditions = conditions
            merge = try transaction.score(of: pool.candidate(Candidate(mixture: mixture)), on: set)
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
        try score(of: pool.candidate(Candidate(mixture: mixture, estimator: .ensemble)), on: set)
    }

    /// What a reference run was found to be on an evaluation set, if it is known, and the content hash of its model, if it is here.
    func found(
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
