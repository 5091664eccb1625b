import API
import Foundation
import HTTPTypes
import Hashing
import Merging
import Mixtures
import Storage
import TestSupport
import Testing
import Words

@testable import Service

@Suite("Candidates")
struct CandidateTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func ask(
        _ subject: EvaluationSubject, of pool: PoolResource, on set: EvaluationSetResource,
        method: MergeMethod = .linear, parameters: MergeParameters? = nil, precision: Precision = .f32
    ) async throws -> EvaluationResource {
        let creation = EvaluationCreation(
            pool: pool.id, evaluationSet: set.id, subject: subject, method: method, parameters: parameters,
            scoring: ScoringOptions(precision: precision))
        return try bench.expect(202, await bench.post("/v1/evaluations", creation))
    }

    @Test func aWeightingBecomesAMixtureWhenItIsAccepted() async throws {
        let (pool, set) = try await bench.makePool()
        let tokens = Dictionary(uniqueKeysWithValues: pool.partitions.map { ($0.name, Double($0.tokens)) })
        let total = tokens.values.reduce(0, +)
        let micro = try await ask(.weighting(Weighting(.micro)), of: pool, on: set)
        #expect(micro.mixture == tokens.mapValues { $0 / total })
        let macro = try await ask(.weighting(Weighting(.macro)), of: pool, on: set)
        #expect(macro.mixture == ["web": 0.5, "books": 0.5])
        // The same question in plain weights.
        let plain = try await ask(.mixture(["web": 0.5, "books": 0.5]), of: pool, on: set)
        #expect(plain.id == macro.id)
        let groups = Weighting(.micro, over: .groups(["web": 0.25, "books": 0.75]))
        #expect(try await ask(.weighting(groups), of: pool, on: set).mixture == ["web": 0.25, "books": 0.75])
    }

    @Test(arguments: [
        (#""weighting":{"kind":"mini"}"#, "/weighting/kind"), (#""weighting":{}"#, "/weighting/kind"),
        (#""weighting":{"kind":"micro","levels":2}"#, "/weighting/levels"),
        (#""weighting":{"kind":"macro","levels":0}"#, "/weighting/levels"),
        (#""weighting":{"kind":"macro","partitions":["web"],"groups":{"web":1}}"#, "/weighting/groups"),
        (#""weighting":{"kind":"macro","partitions":[]}"#, "/weighting/partitions"),
        (#""weighting":{"kind":"macro","partitions":["web","law"]}"#, "/weighting/partitions/1"),
        (#""weighting":{"kind":"macro","groups":{"law":1}}"#, "/weighting/groups/law"),
        (#""weighting":{"kind":"macro","groups":{"web":0.5}}"#, "/weighting/groups"),
        (#""weighting":{"kind":"macro"},"mixture":{"web":1}"#, ""),
        (#""mixture":{"web":1},"method":"melt""#, "/method"),
        (#""mixture":{"web":1},"method":"slerp""#, "/method"),
        (#""mixture":{"web":0.25,"books":0.75},"method":"model_stock""#, "/method"),
        (#""mixture":{"web":1},"parameters":{"density":0.5}"#, "/parameters/density"),
        (#""mixture":{"web":1},"method":"ties","parameters":{"density":1.5}"#, "/parameters/density"),
        (#""mixture":{"web":1},"method":"ties","parameters":{"strength":1}"#, "/parameters/strength"),
        (#""mixture":{"web":1},"method":"layerwise""#, "/parameters/layers"),
        (
            #""mixture":{"web":1},"method":"layerwise","parameters":{"layers":[{"layers":[0,0],"weights":{"law":1}}]}"#,
            "/parameters/layers/0/weights/law"
        ),
        (
            #""mixture":{"web":1},"method":"layerwise","parameters":{"layers":[{"layers":[1,0],"weights":{"web":1}}]}"#,
            "/parameters/layers/0/layers"
        ),
        (#""mixture":{"web":1},"precision":"f16""#, "/precision"),
        (#""checkpoint":"pool web","method":"ties""#, "/method"),
    ])
    func refusesWhatIsNoCandidate(fields: String, pointer: String) async throws {
        let (pool, set) = try await bench.makePool()
        let reply = try await bench.post(
            "/v1/evaluations", json: "{\"pool\":\"\(pool.id)\",\"evaluation_set\":\"\(set.id)\",\(fields)}")
        #expect(reply.status == 422 && reply.pointers == [pointer], "\(reply.text)")
    }

    @Test func aMethodComesWithItsParametersAndTheBaseThatItUses() async throws {
        let (pool, set) = try await bench.makePool()
        let mixture = EvaluationSubject.mixture(["web": 0.5, "books": 0.5])
        let linear = try await ask(mixture, of: pool, on: set)
        #expect(linear.method == .linear && linear.parameters == nil && linear.base == nil)
        let ties = try await ask(
            mixture, of: pool, on: set, method: .ties, parameters: MergeParameters(density: 0.5))
        #expect(ties.key != linear.key && ties.base == pool.base)
        #expect(ties.parameters == MergeParameters(lambda: 1, density: 0.5, normalize: true))
        let rounded = try await ask(mixture, of: pool, on: set, precision: .bf16)
        #expect(rounded.key != linear.key && rounded.precision == .bf16)

        let worker = try await bench.registerWorker()
        let tasks = try await bench.lease(worker, max: 3).compactMap { lease in
            if case .evaluation(let task) = lease.task { task } else { nil }
        }
        let task = try #require(tasks.first { $0.method == .ties })
        #expect(task.base?.id == pool.base && task.parameters == ties.parameters)
        #expect(tasks.filter { $0.base == nil }.count == 2)
        #expect(tasks.map(\.precision).filter { $0 == .bf16 }.count == 1)
    }

    @Test func layerGroupsGoToTheWorkerByTheHashesOfTheirModels() async throws {
        let (pool, set) = try await bench.makePool()
        let groups = [LayerGroup(layers: 0...0, mixture: try Mixture(["books": 1]))]
        let evaluation = try await ask(
            .mixture(["web": 1]), of: pool, on: set, method: .layerwise, parameters: MergeParameters(layers: groups))
        #expect(evaluation.parameters?.layers == groups)
        let worker = try await bench.registerWorker()
        guard case .evaluation(let task)? = try await bench.lease(worker).first?.task else {
            Issue.record("nothing was leased")
            return
        }
        let books = try #require(pool.partitions.first { $0.name == "books" }?.checkpoint)
        let member = try #require(task.members.first { $0.checkpoint.id == books })
        #expect(task.members.count == 2 && member.weight == 0)
        #expect(task.parameters?.layers?.first?.mixture.weights == [member.checkpoint.hash: 1])
    }

    @Test func aMergeIsWrittenAsAFileOfMergekits() async throws {
        let (pool, set) = try await bench.makePool()
        let ties = try await ask(
            .mixture(["web": 0.25, "books": 0.75]), of: pool, on: set, method: .ties,
            parameters: MergeParameters(density: 0.5))
        let reply = try await bench.get("/v1/evaluations/\(ties.id)/mergekit")
        #expect(reply.status == 200 && reply.fields[.contentType] == "application/yaml")
        #expect(reply.text.hasPrefix("# Models are named as checkpoints"))
        #expect(reply.text.contains("--models-from FOLDER"))
        let file = try MergekitRecipe(yaml: reply.text, file: "merge.yaml") { _ in [] }
        let recipe = try MergeRecipe(.ties, parameters: .init(density: 0.5))
        #expect(file.base == "pool base" && file.recipe == recipe)
        #expect(
            Dictionary(uniqueKeysWithValues: file.models.map { ($0.path, $0.weight) }) == [
                "pool web": 0.25, "pool books": 0.75,
            ])
        // A density that leaves no room for the probabilities is one that mergekit refuses.
        let della = try await ask(
            .mixture(["web": 0.5, "books": 0.5]), of: pool, on: set, method: .della,
            parameters: MergeParameters(density: 0.5, epsilon: 1))
        #expect(try await bench.get("/v1/evaluations/\(della.id)/mergekit").status == 409)
        #expect(try await bench.get("/v1/evaluations/eval_1/mergekit").status == 404)
    }

    /// A checkpoint of the bench's shape with a tokenizer of its own.
    private func tokenized(_ name: String, seed: UInt64, _ change: String = "") async throws -> CheckpointResource {
        let configuration = ServiceBench.configuration(vocabulary: SmallTokenizer.vocabularySize)
        var files = try await bench.uploadCheckpoint(seed: seed, configuration)
        for (name, data) in try SmallTokenizer.files() {
            files[name] = try await bench.upload(Array(data) + (name == "tokenizer.json" ? Array(change.utf8) : []))
        }
        return try bench.expect(
            201, await bench.post("/v1/checkpoints", CheckpointCreation(name: name, source: .files(files))))
    }

    @Test func aPoolReadsTextWithTheBasesTokenizer() async throws {
        let base = try await tokenized("base", seed: 1)
        let web = try await bench.makePartition("web", ["the other theatre"])
        let books = try await bench.makePartition("books", ["in the other one"])
        let plain = try await bench.makeCheckpoint(
            "plain", seed: 3, ServiceBench.configuration(vocabulary: SmallTokenizer.vocabularySize))
        let pool: PoolResource = try bench.expect(
            201,
            await bench.post(
                "/v1/pools",
                PoolCreation(
                    name: "pool", base: base.id,
                    partitions: [
                        PoolMemberCreation(partition: web.id, checkpoint: base.id),
                        PoolMemberCreation(partition: books.id, checkpoint: plain.id, tokens: 7),
                    ])))
        #expect(pool.tokenizer == .checkpoint && pool.tokenizerHash.hasPrefix("tokenizer.json-"))
        let counted = try #require(pool.partitions.first { $0.name == "web" }?.tokens)
        #expect(counted > 0 && counted < web.bytes)
        #expect(pool.partitions.first { $0.name == "books" }?.tokens == 7)

        let set = try await bench.makeEvaluationSet("set", [("then there", "law"), ("on the road", "web")])
        let seen: EvaluationSetResource = try bench.expect(
            200, await bench.get("/v1/evaluation-sets/\(set.id)?pool=pool"))
        #expect(seen.tokens == seen.domains.compactMap(\.tokens).reduce(0, +) && (seen.tokens ?? 0) < set.bytes)

        let evaluation = try await ask(.mixture(["web": 0.5, "books": 0.5]), of: pool, on: set)
        #expect(evaluation.tokenizer == pool.tokenizerHash)
        let worker = try await bench.registerWorker()
        // The pool's validity is measured first.
        var leases = try await bench.lease(worker)
        leases += try await bench.lease(worker)
        let tasks = leases.compactMap { lease in
            if case .evaluation(let task) = lease.task { task } else { nil }
        }
        let tokenizer = try #require(tasks.first?.tokenizer)
        #expect(tokenizer.hash == pool.tokenizerHash)
        #expect(Set((tokenizer.files ?? [:]).keys) == ["config.json", "tokenizer.json", "tokenizer_config.json"])
        #expect(tokenizer.vocabularyRows == SmallTokenizer.vocabularySize)

        // Another tokenizer is refused, in a pool and on its own; bytes can be asked for.
        let other = try await tokenized("other", seed: 5, " ")
        let creation = PoolCreation(
            name: "mixed", base: base.id, partitions: [PoolMemberCreation(partition: web.id, checkpoint: other.id)])
        let reply = try await bench.post("/v1/pools", creation)
        #expect(reply.status == 422 && reply.pointers == ["/partitions/0/checkpoint"], "\(reply.text)")
        let alone = EvaluationCreation(pool: pool.id, evaluationSet: set.id, subject: .checkpoint(other.id))
        #expect(try await bench.post("/v1/evaluations", alone).pointers == ["/checkpoint"])
        var bytes = creation
        bytes.tokenizer = .bytes
        #expect(try await bench.post("/v1/pools", bytes).status == 201)
    }

    @Test func aPoolWithoutATokenizerToReadWithIsRefused() async throws {
        let (pool, _) = try await bench.makePool()
        let creation = PoolCreation(
            name: "other", base: pool.base, tokenizer: .checkpoint,
            partitions: [
                PoolMemberCreation(partition: pool.partitions[0].partition, checkpoint: pool.partitions[0].checkpoint)
            ])
        let reply = try await bench.post("/v1/pools", creation)
        #expect(reply.status == 422 && reply.pointers == ["/tokenizer"])
    }

    /// Scores that an earlier version stored are found again.
    @Test func aCandidateThatAnEarlierVersionKeptHasTheKeyThatItHad() throws {
        let web = String(repeating: "1", count: 64)
        let books = String(repeating: "2", count: 64)
        let documents = SHA256.hash("documents".utf8)
        let kept = """
            {"context":64,"estimator":"merge","members":[\
            {"checkpoint":"ckpt_01ARZ3NDEKTSV4RRFFQ69G5FAV","hash":"\(web)","weight":0.25},\
            {"checkpoint":"ckpt_01ARZ3NDEKTSV4RRFFQ69G5FAW","hash":"\(books)","weight":0.75}],"method":"linear",\
            "mixture":{"books":0.75,"web":0.25},"precision":"f32","scoringProtocol":"rolling-1","tokenizer":"bytes"}
            """
        let candidate = try StoredCandidate(Data(kept.utf8))
        let material = """
            assay-evaluation-key=1
            member=\(web) 3fd0000000000000
            member=\(books) 3fe8000000000000
            base=
            tokenizer=bytes-256
            estimator=merge
            method=linear
            precision=f32
            context=64
            protocol=rolling-1
            documents=\(documents.hex)
            """
        let set = EvaluationSetRecord(
            id: Identifier.first(of: .evaluationSet, at: Storage.Timestamp(milliseconds: 0)), name: "set",
            corpus: "default", blob: documents, format: .jsonLines, documents: 1, bytes: 1, documentsHash: documents,
            domains: [], createdAt: Storage.Timestamp(milliseconds: 0))
        #expect(try candidate.key(on: set) == SHA256.hash(material.utf8))
        // And it is written as it was.
        #expect(String(decoding: try candidate.data, as: UTF8.self) == kept)
    }
}
