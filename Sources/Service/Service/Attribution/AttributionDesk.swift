import API
import Mixtures
import Statistics
import Storage
import StrictJSON

/// What each partition does to a score: attributions and interactions.
struct AttributionDesk: Sendable {
    let store: Store
    let freeSpace: FreeSpace
    let blocking: BlockingQueue
    let evaluations: EvaluationDesk
    let warnings: PoolWarningReader
    let waiting: Waiting
}

extension AttributionDesk {
    /// What each partition of a mixture does to its score.
    ///
    /// - Parameters:
    ///   - asks: whether scores that are not known are queued.
    ///   - seconds: how long to wait for scores that are under way.
    func attribution(
        of pool: Identifier, _ creation: AttributionCreation, asks: Bool, waiting seconds: Double?
    ) async throws -> (resource: AttributionResource, isPending: Bool) {
        let (plan, wanted, warnings) = try await store.read { [self] transaction in
            let (view, mixture) = try creation.question.mixture(of: pool, in: transaction)
            let plan = try Self.plan(creation, of: mixture)
            let mixtures = plan.coalitions.map(plan.mixture(of:))
            let wanted = try ScoresWanted(
                of: mixtures, withBase: true, creation.question, pool: view, in: transaction)
            let warnings = try self.warnings.warnings(
                of: pool, on: wanted.evaluationSet, among: Set(plan.partitions), in: transaction)
            return (plan, wanted, warnings)
        }
        if asks { try await ask(wanted) }
        let standings = try await standings(of: wanted, waiting: seconds)
        return try await blocking.run {
            var attribution: Attribution?
            if let scores = standings.scores, let base = scores.last {
                let known = Dictionary(zip(plan.coalitions, scores)) { first, _ in first }
                attribution = try Attribution(plan, scores: known, base: base)
            }
            let resource = AttributionResource(
                pool: pool.text, evaluationSet: wanted.evaluationSet.text, plan: plan,
                estimator: creation.question.estimator,
                lacking: standings.lacking, attribution: attribution, warnings: warnings)
            return (resource, !standings.pendingJobs.isEmpty)
        }
    }

    private static func plan(_ creation: AttributionCreation, of mixture: Mixture) throws -> AttributionPlan {
        do throws(AttributionError) {
            return try AttributionPlan(
                of: mixture, permutations: creation.permutations, seed: UInt64(creation.seed),
                limit: EvaluationBatchCreation.limit)
        } catch {
            let findings = Findings()
            findings.add(JSONPointer.root.appending("permutations"), "\(error)")
            try findings.check()
            throw error
        }
    }

    /// How each number of a mixture's score changes as weight moves to each partition.
    func interactions(
        of pool: Identifier, _ creation: InteractionsCreation, asks: Bool, waiting seconds: Double?
    ) async throws -> (resource: InteractionsResource, isPending: Bool) {
        let (plan, wanted, warnings) = try await store.read { [self] transaction in
            let (view, mixture) = try creation.question.mixture(of: pool, in: transaction)
            let plan = try Self.plan(creation, at: mixture, partitions: view.partitionNames)
            let wanted = try ScoresWanted(
                of: plan.mixtures, withBase: false, creation.question, pool: view, in: transaction)
            return (plan, wanted, try self.warnings.warnings(of: pool, on: wanted.evaluationSet, in: transaction))
        }
        if asks { try await ask(wanted) }
        let standings = try await standings(of: wanted, waiting: seconds)
        return try await blocking.run {
            var interactions: Interactions?
            if let scores = standings.scores {
                let known = Dictionary(zip(plan.mixtures, scores)) { first, _ in first }
                interactions = try Interactions(plan, scores: known)
            }
            let resource = InteractionsResource(
                pool: pool.text, evaluationSet: wanted.evaluationSet.text, plan: plan,
                estimator: creation.question.estimator,
                lacking: standings.lacking, interactions: interactions, warnings: warnings)
            return (resource, !standings.pendingJobs.isEmpty)
        }
    }

    private static func plan(
        _ creation: InteractionsCreation, at mixture: Mixture, partitions: Set<String>
    ) throws -> InteractionPlan {
        do throws(InteractionError) {
            return try InteractionPlan(
                at: mixture, partitions: partitions, step: creation.step, limit: EvaluationBatchCreation.limit)
        } catch {
            let findings = Findings()
            let place = if case .step = error { "step" } else { "mixture" }
            findings.add(JSONPointer.root.appending(place), "\(error)")
            try findings.check()
            throw error
        }
    }

}

extension OutputQuestion {
    /// The pool and the mixture of its partitions that a question is about; retired ones too, for their scores stay.
    func mixture(of pool: Identifier, in transaction: Transaction) throws -> (PoolView, Mixture) {
        guard let view = try PoolView(pool, in: transaction) else { throw Problem.notFound("pool \"\(pool)\"") }
        let findings = Findings()
        let mixture = findings.mixture(
            mixture, partitions: Set(view.models.keys), normalize: normalize,
            at: JSONPointer.root.appending("mixture"))
        try findings.check()
        guard let mixture else { throw Problem(.internalError) }
        return (view, mixture)
    }
}
