import API
import Mixtures
import Statistics
import Storage
import Words

/// The evaluations that loss barriers on an evaluation set are made of.
struct BarrierMaterial: Sendable {
    let set: Identifier
    let submission: EvaluationSubmission
    let questions: [EvaluationQuestion]
}

extension ValidityDesk {
    /// Most evaluations that the barriers of one pool may take.
    private static let mostEvaluations = EvaluationBatchCreation.limit

    /// What the loss barriers of a pool on an evaluation set are made of, read outside of any write; `nil` where none
    /// are asked.
    func barrierQuestions(
        _ creation: ValidityCreation, of pool: Identifier
    ) async throws -> BarrierMaterial? {
        guard let text = creation.evaluationSet, creation.barrier else { return nil }
        let material = try await store.read { transaction -> (set: Identifier, mixtures: [[String: Double]]) in
            guard let view = try PoolView(pool, in: transaction) else { throw Problem.notFound("pool \"\(pool)\"") }
            let id = try transaction.identifier(.evaluationSet, for: text)
            guard let set = try id.flatMap({ try transaction.evaluationSet($0) }) else {
                throw Problem.field("/evaluation_set", try transaction.unknown(.evaluationSet, text))
            }
            let mixtures = view.barrierMixtures
            guard mixtures.count <= Self.mostEvaluations else {
                throw Problem.field(
                    "/evaluation_set",
                    "asks for \(mixtures.count) evaluations, for every pair of \(view.record.members.count) partition "
                        + "models; expected at most \(Self.mostEvaluations)")
            }
            return (set.id, mixtures)
        }
        let submission = EvaluationSubmission.batch(
            EvaluationBatchCreation(
                evaluations: material.mixtures.map { mixture in
                    EvaluationCreation(
                        pool: pool.text, evaluationSet: material.set.text, subject: .mixture(mixture), label: "barrier")
                }))
        return BarrierMaterial(
            set: material.set, submission: submission, questions: try await evaluations.questions(submission))
    }

    /// Queues what loss barriers are made of, but for what is known or under way.
    ///
    /// - Parameter again: whether evaluations that were cancelled are queued again.
    func measureBarriers(
        of pool: Identifier, _ material: BarrierMaterial, again: Bool, in transaction: Transaction
    ) throws {
        try transaction.requestBarriers(of: pool, on: material.set, at: time.now())
        guard !again, try evaluations.stillStand(material.questions, in: transaction) else {
            _ = try evaluations.submit(material.submission, material.questions, in: transaction)
            return
        }
        let known = try transaction.evaluations(keys: Set(material.questions.map(\.key)))
        _ = try evaluations.submit(
            material.questions.filter { known[$0.key]?.state != .cancelled }, in: transaction)
    }

    /// The jobs that a pool's validity still waits for; empty when it is whole.
    func pendingJobs(
        of resource: ValidityResource, pool id: Identifier, in transaction: Transaction
    ) throws -> [Identifier] {
        guard !(resource.state.isFinal && resource.barriers.allSatisfy { $0.lacking == 0 }) else { return [] }
        let job = try Identifier(resource.job, of: .job)
        guard let view = try PoolView(id, in: transaction) else { return [job] }
        return try [job] + pendingBarrierJobs(of: view, in: transaction)
    }

    /// The jobs that the barriers of a pool still wait for.
    private func pendingBarrierJobs(of pool: PoolView, in transaction: Transaction) throws -> [Identifier] {
        var jobs: [Identifier] = []
        for id in try transaction.setsOfRequestedBarriers(of: pool.record.id) {
            guard let set = try transaction.evaluationSet(id), warnings.known.of(pool.record.id, on: id) == nil else {
                continue
            }
            for mixture in pool.barrierMixtures {
                let candidate = try pool.candidate(try Mixture(mixture))
                guard let record = try transaction.evaluation(key: candidate.key(on: set)) else { continue }
                if !record.state.isFinal { jobs.append(record.job) }
            }
        }
        return jobs
    }
}

extension PoolWarningReader {
    /// The loss barriers of a pool on an evaluation set, as far as their evaluations have come.
    ///
    /// What is whole never changes, so it is kept.
    func barriers(of pool: PoolView, on set: Identifier, in transaction: Transaction) throws -> BarriersResource {
        if let known = known.of(pool.record.id, on: set) { return known.without(retiredOf: pool) }
        guard let record = try transaction.evaluationSet(set) else { throw TaskFault(subject: set) }
        let barriers = try BarriersResource(of: pool, on: record, in: transaction)
        if barriers.lacking == 0 { known.cache(barriers, of: pool.record.id, on: set) }
        return barriers
    }
}

extension PoolView {
    /// Everything that loss barriers are made of: each partition model alone, then each pair's merges.
    var barrierMixtures: [[String: Double]] {
        let names = activeNames
        return names.map { [$0: 1] } + barrierPairs.flatMap { first, second in Self.between(first, second) }
    }

    /// The partitions that are not retired, in order of name.
    private var activeNames: [String] { record.members.filter { $0.retiredAt == nil }.map(\.name) }

    fileprivate var barrierPairs: [(first: String, second: String)] {
        let names = activeNames
        return names.indices.flatMap { first in names[(first + 1)...].map { (names[first], $0) } }
    }

    /// In order of `LossBarrier.weights`: tenths, each as its own decimal, so that keys are those of mixtures that
    /// people write.
    fileprivate static func between(_ first: String, _ second: String) -> [[String: Double]] {
        zip(LossBarrier.weights, LossBarrier.weights.reversed()).map { [first: $0, second: $1] }
    }
}

extension BarriersResource {
    /// Without the pairs of partitions that have been retired since.
    fileprivate func without(retiredOf pool: PoolView) -> BarriersResource {
        var left = self
        let names = pool.partitionNames
        left.pairs.removeAll { !names.contains($0.first) || !names.contains($0.second) }
        left.evaluations = pool.barrierMixtures.count
        return left
    }

    fileprivate init(of pool: PoolView, on set: EvaluationSetRecord, in transaction: Transaction) throws {
        var (lacking, cancelled) = (0, 0)
        func score(_ mixture: [String: Double]) throws -> Score? {
            let candidate = try pool.candidate(try Mixture(mixture))
            guard let score = try transaction.score(of: candidate, on: set) else {
                lacking += 1
                if try transaction.evaluation(key: candidate.key(on: set))?.state == .cancelled { cancelled += 1 }
                return nil
            }
            return score
        }
        var singles: [String: Score] = [:]
        for name in pool.partitionNames.sorted() { singles[name] = try score([name: 1]) }
        var pairs: [BarrierResource] = []
        for (first, second) in pool.barrierPairs {
            let between = try PoolView.between(first, second).map { try score($0) }
            guard let one = singles[first], let other = singles[second] else { continue }
            let complete = between.compactMap(\.self)
            guard complete.count == between.count else { continue }
            if let pair = BarrierResource(first, second, one, other, complete) { pairs.append(pair) }
        }
        self.init(
            evaluationSet: set.id.text, evaluations: pool.barrierMixtures.count, lacking: lacking,
            cancelled: cancelled > 0 ? cancelled : nil, pairs: pairs)
    }
}

extension BarrierResource {
    fileprivate init?(_ first: String, _ second: String, _ one: Score, _ other: Score, _ between: [Score]) {
        func barrier(_ objective: Objective) -> LossBarrier? {
            guard let start = objective.value(of: one), let end = objective.value(of: other) else { return nil }
            return LossBarrier(first: start, second: end, between: between.compactMap { objective.value(of: $0) })
        }
        let domains = one.domains.compactMap { domain in
            barrier(.domain(domain.domain)).map { (domain: domain.domain, height: $0.height) }
        }
        guard let macro = barrier(.macro), let worst = domains.max(by: { $0.height < $1.height }) else { return nil }
        self.init(
            first: first, second: second, height: macro.height, weight: macro.weight, level: macro.level,
            worstDomain: worst.domain, worstHeight: worst.height)
    }
}
