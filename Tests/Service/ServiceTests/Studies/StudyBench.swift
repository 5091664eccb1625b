import API
import Foundation
import Mixtures
import Statistics
import Storage
import Studies
import Surrogates
import TestSupport

@testable import Service

/// A pool whose models are scored by arithmetic: what each mixture comes to is known, whoever scores it, and when.
struct StudyBench {
    let bench: ServiceBench
    let pool: PoolResource
    let set: EvaluationSetResource
    let worker: WorkerResource
    private let partitions: [String: String]

    /// Documents of each of the domains "law" and "web".
    private let documents: Int
    /// How much documents differ in the weights that suit them, in bits per byte.
    private let taste: Double

    init(documents: Int = 6, taste: Double = 0) async throws {
        self.documents = documents
        self.taste = taste
        bench = try ServiceBench()
        (pool, _) = try await bench.makePool()
        set = try await bench.makeEvaluationSet(
            "held out",
            (0..<2 * documents).map { index in
                (text: "document \(index) that is scored", domain: index % 2 == 0 ? "web" : "law")
            })
        worker = try await bench.registerWorker()
        partitions = Dictionary(uniqueKeysWithValues: pool.partitions.map { ($0.checkpoint, $0.name) })
    }

    /// What a bench leaves that is gone.
    struct Remains {
        fileprivate let folder: TemporaryFolder
        fileprivate let pool: PoolResource
        fileprivate let set: EvaluationSetResource
        fileprivate let documents: Int
        fileprivate let taste: Double
    }

    var remains: Remains { Remains(folder: bench.folder, pool: pool, set: set, documents: documents, taste: taste) }

    /// Another service on what one has left.
    init(after remains: Remains) async throws {
        bench = try ServiceBench(folder: remains.folder, configuration: Store.Configuration())
        (pool, set) = (remains.pool, remains.set)
        (documents, taste) = (remains.documents, remains.taste)
        worker = try await bench.registerWorker("after")
        partitions = Dictionary(uniqueKeysWithValues: pool.partitions.map { ($0.checkpoint, $0.name) })
    }

    func creation(_ name: String, _ definition: StudyDefinition) -> StudyCreation {
        StudyCreation(name: name, pool: pool.id, evaluationSet: set.id, definition: definition)
    }

    func create(_ name: String, _ definition: StudyDefinition) async throws -> StudyResource {
        try bench.expect(201, await bench.post("/v1/studies", creation(name, definition)))
    }

    func study(_ id: String) async throws -> StudyResource {
        try bench.expect(200, await bench.get("/v1/studies/\(id)"))
    }

    func trials(_ id: String) async throws -> [StudyTrialResource] {
        let page: API.Page<StudyTrialResource> = try bench.expect(
            200, await bench.get("/v1/studies/\(id)/trials?limit=1000"))
        return page.items
    }

    /// Works off everything that is queued, and what follows from it.
    ///
    /// - Parameters:
    ///   - workers: how many leases are held at once, the last of which is answered first.
    ///   - most: how many jobs are done at most.
    /// - Returns: how many were done.
    @discardableResult
    func work(workers: Int = 1, most: Int = .max) async throws -> Int {
        var done = 0
        while done < most {
            guard await bench.service.desks.studies.advance() else { throw CannotGoOn() }
            let leases = try await bench.lease(worker, max: min(workers, most - done))
            if leases.isEmpty { return done }
            for lease in leases.reversed() {
                let result: TaskResult
                switch lease.task {
                case .evaluation(let task): result = .evaluation(try await score(task))
                case .study(let task):
                    let ensemble = task.ensemble.map(BenchEnsemble.init)
                    result = .study(
                        StudyResult(result: try task.input.run(surrogates: NumericalSurrogates(), ensemble: ensemble)))
                case .logProbabilities(let task):
                    result = .logProbabilities(try await logProbabilities(of: task.checkpoint))
                default: throw CannotGoOn()
                }
                let reply = try await bench.complete(worker, lease, result)
                guard reply.status == 204 else { throw ServiceBench.Unexpected(reply: reply) }
                done += 1
                if workers > 1 { _ = await bench.service.desks.studies.advance() }
            }
        }
        return done
    }

    struct CannotGoOn: Error {}

    /// The best weight of "web" is 0.7 for the domain of that name, and 0.5 for the other; the best λ is 0.8, and a
    /// merge without λ is as one of 1.
    private func score(_ task: EvaluationTask) async throws -> EvaluationResult {
        var weights: [String: Double] = [:]
        for member in task.members {
            if let name = partitions[member.checkpoint.id] { weights[name, default: 0] += member.weight }
        }
        let web = weights["web"]
        let scale = task.parameters?.lambda.map { ($0 - 0.8) * ($0 - 0.8) - 0.04 } ?? 0
        let all = (0..<2 * documents).map { index in
            let domain = index % 2 == 0 ? "web" : "law"
            let best = domain == "web" ? 0.7 : 0.5
            let own = (web.map { ($0 - best) * ($0 - best) } ?? 1) + scale
            let bytes = "document \(index) that is scored".utf8.count
            // Documents differ, and a little in what suits them.
            let noise =
                0.01 * Double(index) + (0.003 * Double(index % 5) + taste * Double(index / 2 % 5 - 2)) * (web ?? 0)
            let nll =
                task.estimator == .ensemble
                ? BenchEnsemble.nll(ofDocument: index, tokens: bytes, under: weights)
                : (1 + own + noise) * Double(bytes) * log(2)
            return DocumentScores.Document(
                domain: domain, sums: ScoreSums(tokens: bytes, words: 5, characters: bytes, bytes: bytes, nll: nll))
        }
        let layout = DocumentLayout(all.map { (domain: $0.domain, cluster: $0.cluster) })
        let documents =
            try task.part.map { part in
                try DocumentOrder(layout, of: part).documents(of: part).map { all[$0] }
            } ?? all
        let blob = try await bench.upload(DocumentScoreLines.bytes(documents))
        let score = try DocumentScores(documents).score()
        return EvaluationResult(
            domains: score.domains.map { domain in
                DomainSums(
                    domain: domain.domain, documents: domain.sums.documents, tokens: domain.sums.tokens,
                    words: domain.sums.words, characters: domain.sums.characters, bytes: domain.sums.bytes,
                    nll: domain.sums.nll)
            }, documents: .blob(blob), kernelPath: "test kernels")
    }

    /// What a model gives each token, as a worker hands it in.
    private func logProbabilities(of checkpoint: TaskCheckpoint) async throws -> LogProbabilitiesResult {
        guard let partition = partitions[checkpoint.id] else { throw CannotGoOn() }
        let values = (0..<2 * documents).flatMap { document in
            (0..<"document \(document) that is scored".utf8.count).map { token in
                Float(log(BenchEnsemble.probability(token, ofDocument: document, under: partition)))
            }
        }
        let blob = try await bench.upload(values.withUnsafeBytes { Array($0) })
        return LogProbabilitiesResult(blob: blob, tokens: values.count, kernelPath: "test kernels")
    }
}

/// An ensemble of models that know each token by arithmetic, under the name of their partition.
struct BenchEnsemble: ConvexObjective {
    let ensemble: StudyEnsemble

    var dimension: Int { ensemble.models.count }

    static func probability(_ token: Int, ofDocument document: Int, under partition: String) -> Double {
        let place = document * 7 + token * (partition == "web" ? 13 : 5) + partition.utf8.count
        return Double(1 + place % 17) / 18
    }

    static func nll(ofDocument document: Int, tokens: Int, under weights: [String: Double]) -> Double {
        (0..<tokens).reduce(0.0) { sum, token in
            sum - log(weights.reduce(0) { $0 + $1.value * probability(token, ofDocument: document, under: $1.key) })
        }
    }

    func evaluate(_ weights: [Double]) throws -> ConvexValue {
        let names = ensemble.models.map(\.name)
        var (value, gradient) = (0.0, names.map { _ in 0.0 })
        for (document, factor) in ensemble.documentWeights.enumerated() where factor != 0 {
            for token in 0..<ensemble.documentTokens[document] {
                let single = names.map { Self.probability(token, ofDocument: document, under: $0) }
                let mixed = zip(weights, single).reduce(0) { $0 + $1.0 * $1.1 }
                value -= factor * log(mixed)
                for index in names.indices { gradient[index] -= factor * single[index] / mixed }
            }
        }
        return ConvexValue(value: value, gradient: gradient)
    }
}
