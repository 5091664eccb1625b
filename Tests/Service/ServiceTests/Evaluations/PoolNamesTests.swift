import API
import Foundation
import Merging
import Mixtures
import TestSupport
import Testing

@testable import Service

/// Scores are kept by content, so pools of the same models share theirs; names are those of the pool that is asked.
@Suite struct PoolNamesTests {
    private let bench: ServiceBench
    private let first: PoolResource
    private let second: PoolResource
    private let set: EvaluationSetResource

    init() async throws {
        bench = try ServiceBench()
        (first, set) = try await bench.makePool()
        second = try await Self.pool(named: "second", on: bench)
    }

    /// A pool of the same checkpoints' contents under other names: "law" for "web", "poems" for "books".
    private static func pool(named name: String, on bench: ServiceBench) async throws -> PoolResource {
        let base = try await bench.makeCheckpoint("\(name) base", seed: 1)
        var members: [PoolMemberCreation] = []
        for (index, partition) in ["law", "poems"].enumerated() {
            let record = try await bench.makePartition("\(partition)", ["\(partition) of \(name)"])
            let model = try await bench.makeCheckpoint("\(name) \(partition)", seed: UInt64(index + 2))
            members.append(PoolMemberCreation(partition: record.id, checkpoint: model.id))
        }
        return try bench.expect(
            201, await bench.post("/v1/pools", PoolCreation(name: name, base: base.id, partitions: members)))
    }

    private func ask(
        _ mixture: [String: Double], of pool: PoolResource, method: MergeMethod = .linear,
        parameters: MergeParameters? = nil, label: String? = nil
    ) async throws -> EvaluationResource {
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: .mixture(mixture), method: method, parameters: parameters,
            label: label)
        return try bench.expect(202, await bench.post("/v1/evaluations", creation))
    }

    private func read(_ target: String) async throws -> EvaluationResource {
        try bench.expect(200, await bench.get(target))
    }

    @Test func anEvaluationSpeaksTheNamesOfThePoolThatAsks() async throws {
        let one = try await ask(["web": 0.25, "books": 0.75], of: first, label: "one")
        let other = try await ask(["law": 0.25, "poems": 0.75], of: second, label: "other")
        #expect(one.id == other.id, "equal content is scored once")
        #expect(one.mixture == ["web": 0.25, "books": 0.75] && one.pool == first.id && one.label == "one")
        #expect(other.mixture == ["law": 0.25, "poems": 0.75] && other.pool == second.id && other.label == "other")
        let asked = try await read("/v1/evaluations/\(one.id)?pool=second")
        #expect(asked.mixture == other.mixture && asked.pool == second.id && asked.label == "other")
        #expect(try await read("/v1/evaluations/\(one.id)").mixture == one.mixture)
    }

    @Test func soDoLists() async throws {
        _ = try await ask(["web": 0.25, "books": 0.75], of: first, label: "one")
        _ = try await ask(["law": 0.25, "poems": 0.75], of: second, label: "other")
        for (query, name, label) in [
            ("pool=second", "law", "other"), ("pool=pool", "web", "one"), ("label=other", "law", "other"),
            ("", "web", "one"),
        ] {
            let page: API.Page<EvaluationResource> = try bench.expect(200, await bench.get("/v1/evaluations?\(query)"))
            #expect(page.items.count == 1 && page.items[0].mixture?[name] == 0.25, "\(query)")
            #expect(page.items[0].label == label, "\(query)")
        }
    }

    @Test func aBatchOverBothPoolsSpeaksTheNamesOfEach() async throws {
        let creations = [
            EvaluationCreation(pool: first.id, evaluationSet: set.id, subject: .mixture(["web": 1])),
            EvaluationCreation(pool: "second", evaluationSet: set.id, subject: .mixture(["law": 1])),
        ]
        let batch: EvaluationBatchResource = try bench.expect(
            202, await bench.post("/v1/evaluations", EvaluationBatchCreation(evaluations: creations)))
        #expect(batch.evaluations.map(\.mixture) == [["web": 1], ["law": 1]])
    }

    @Test func baseLayerGroupsAndMergekitsFileAreThePoolsOwn() async throws {
        let groups = { (name: String) in [LayerGroup(layers: 0...0, mixture: try Mixture([name: 1]))] }
        let one = try await ask(
            ["web": 1], of: first, method: .layerwise, parameters: MergeParameters(layers: try groups("books")))
        let other = try await ask(
            ["law": 1], of: second, method: .layerwise, parameters: MergeParameters(layers: try groups("poems")))
        let poems = try groups("poems")
        #expect(one.id == other.id && other.parameters?.layers == poems)
        let shown = try await read("/v1/evaluations/\(one.id)?pool=second")
        #expect(shown.parameters?.layers == poems)

        let ties = try await ask(["web": 0.25, "books": 0.75], of: first, method: .ties)
        let same = try await ask(["law": 0.25, "poems": 0.75], of: second, method: .ties)
        #expect(ties.id == same.id && ties.base == first.base && same.base == second.base)
        let file = try await bench.get("/v1/evaluations/\(ties.id)/mergekit?pool=second").text
        #expect(file.contains("second law") && file.contains("second base") && !file.contains("pool web"))
        #expect(try await bench.get("/v1/evaluations/\(ties.id)/mergekit").text.contains("pool web"))
    }

    @Test func aPoolOfOtherModelsIsRefused() async throws {
        let one = try await ask(["web": 1], of: first)
        let base = try await bench.makeCheckpoint("third base", seed: 7)
        let partition = try await bench.makePartition("third", ["third text"])
        let _: PoolResource = try bench.expect(
            201,
            await bench.post(
                "/v1/pools",
                PoolCreation(
                    name: "third", base: base.id,
                    partitions: [PoolMemberCreation(partition: partition.id, checkpoint: base.id)])))
        let reply = try await bench.get("/v1/evaluations/\(one.id)?pool=third")
        #expect(reply.status == 400 && reply.text.contains("third does not hold"), "\(reply.text)")
    }
}
