import API
import Mixtures
import Storage

extension AssayService {
    /// Holds the estimates of a pool against its reference runs, on one evaluation set and at the models' own context.
    ///
    /// Scores are found by their keys, so it does not matter who asked for them, or when.
    func fidelity(of id: Identifier, on setID: Identifier) async throws -> FidelityResource {
        let material = try await store.read { transaction in
            guard let pool = try PoolView(id, in: transaction) else { throw Problem.notFound("pool \"\(id)\"") }
            guard let set = try transaction.evaluationSet(setID) else {
                throw Problem.notFound("evaluation set \"\(setID)\"")
            }
            return try FidelityMaterial(pool: pool, set: set, in: transaction)
        }
        let table = try await blocking.run {
            FidelityTable(
                points: material.points, singles: material.singles, partitions: material.pool.partitionNames)
        }
        return FidelityResource(pool: id.text, evaluationSet: setID.text, table: table, gaps: material.gaps)
    }
}

/// The scores that a fidelity table is made of.
struct FidelityMaterial: Sendable {
    let pool: PoolView
    private(set) var points: [FidelityTable.Point] = []
    private(set) var gaps: [FidelityGap] = []
    private(set) var singles: [String: Score] = [:]

    init(pool: PoolView, set: EvaluationSetRecord, in transaction: Transaction) throws {
        self.pool = pool
        for (name, model) in pool.models {
            singles[name] = try transaction.score(of: pool.candidate(model), on: set)
        }
        for run in try transaction.allReferenceRuns(of: pool.record.id) {
            let weights = Dictionary(run.mixture.map { ($0.partition, $0.weight) }) { first, _ in first }
            let mixture = try Mixture(weights)
            let estimate = try transaction.score(of: pool.candidate(Candidate(mixture: mixture)), on: set)
            let reference = try transaction.checkpoint(of: run).flatMap { model in
                try transaction.score(of: pool.candidate(model), on: set)
            }
            if let estimate, let reference {
                points.append(.init(mixture: mixture, merge: estimate, references: [reference]))
            } else {
                gaps.append(
                    FidelityGap(
                        referenceRun: run.id.text, needsEstimate: estimate == nil, needsReference: reference == nil))
            }
        }
    }
}

extension Transaction {
    /// The score of a candidate on an evaluation set, if it has been found.
    fileprivate func score(of candidate: StoredCandidate, on set: EvaluationSetRecord) throws -> Score? {
        guard let result = try evaluation(key: try candidate.key(on: set))?.result else { return nil }
        return try Score(result.domains)
    }

    /// Every reference run of a pool, oldest first.
    fileprivate func allReferenceRuns(of pool: Identifier) throws -> [ReferenceRunRecord] {
        var runs: [ReferenceRunRecord] = []
        var page = PageRequest(limit: 1_000, order: .oldestFirst)
        while true {
            let found = try referenceRuns(ReferenceRunFilter(pool: pool), page: page)
            runs += found.items
            guard let next = found.next else { return runs }
            page.after = next
        }
    }
}
