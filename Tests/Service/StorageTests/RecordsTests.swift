import Foundation
import Hashing
import TestSupport
import Testing
import Words

@testable import Storage

@Suite struct RecordsTests {
    let bench: RecordsBench
    var store: Store { bench.store }

    init() async throws {
        bench = try await RecordsBench()
    }

    @Test func whatPoolsAreMadeOfComesBackAsItWasWritten() async throws {
        let bench = bench
        try await store.read { (transaction) throws -> Void in
            #expect(try transaction.checkpoint(bench.base.id) == bench.base)
            #expect(try transaction.checkpoint(named: "base") == bench.base)
            #expect(try transaction.checkpoint(hash: bench.base.hash) == bench.base)
            #expect(try transaction.checkpoints().items == [bench.base])
            #expect(try transaction.evaluationSet(bench.set.id) == bench.set)
            #expect(try transaction.evaluationSet(named: "held out") == bench.set)
            #expect(try transaction.evaluationSets().items == [bench.set])
            #expect(try transaction.pool(bench.pools[0].id) == bench.pools[0])
            #expect(try transaction.pool(named: "second") == bench.pools[1])
            #expect(try transaction.pools(page: PageRequest(order: .oldestFirst)).items == bench.pools)
            #expect(try transaction.pool(named: "third") == nil)
        }
    }

    @Test func aTrainingRunKeepsItsDataAndItsLosses() async throws {
        let id = bench.identifiers.next(.trainingRun)
        let job = bench.job(.training, id)
        let run = TrainingRunRecord(
            id: id, name: "base run", kind: .base, start: .configuration(Data("{}".utf8)),
            data: [.init(partition: bench.law.id, weight: 1)], plan: Data(#"{"steps":3}"#.utf8), job: job.id,
            createdAt: bench.time.now())
        try await store.write { transaction in
            try transaction.insert(job)
            try transaction.insert(run)
        }
        #expect(try await store.read { try $0.trainingRun(id) } == run)
        let (resume, older) = (SHA256.hash("state".utf8), SHA256.hash("older state".utf8))
        let superseded = try await store.write { transaction in
            [
                try transaction.recordTrainingProgress(id, resumeBlob: older, losses: [.init(step: 1, loss: 5)]),
                try transaction.recordTrainingProgress(id, resumeBlob: resume, losses: [.init(step: 2, loss: 4)]),
                try transaction.recordTrainingProgress(id, resumeBlob: resume, losses: []),
                try transaction.recordTrainingProgress(id, resumeBlob: nil, losses: []),
            ]
        }
        #expect(superseded == [nil, older, nil, nil], "a state is let go once another has its place")
        #expect(try await store.read { try $0.trainingRun(named: "base run")?.resumeBlob } == resume)
        let checkpoint = bench.base.id
        let last = try await store.write {
            // Step 2 was done again after a worker's death: its latest loss counts.
            try $0.finishTrainingRun(
                id, checkpoint: checkpoint, tokens: 96, losses: [.init(step: 2, loss: 3.5), .init(step: 3, loss: 3)])
        }
        #expect(last == resume)
        let done = try #require(try await store.read { try $0.trainingRun(id) })
        #expect(done.losses.map(\.loss) == [5, 3.5, 3])
        #expect(done.checkpoint == checkpoint && done.tokens == 96 && done.resumeBlob == nil)
        let listed = try await store.read { try $0.trainingRuns(TrainingRunFilter(kind: .base)).items }
        #expect(listed.map(\.data) == [run.data])
        #expect(try await store.read { try $0.trainingRuns(TrainingRunFilter(kind: .reference)).items } == [])
    }

    @Test func aReferenceRunKeepsItsMixture() async throws {
        let run = ReferenceRunRecord(
            id: bench.identifiers.next(.referenceRun), pool: bench.pools[0].id,
            mixture: [.init(partition: "law", weight: 0.25), .init(partition: "news", weight: 0.75)],
            model: .checkpoint(bench.base.id), createdAt: bench.time.now())
        try await store.write { try $0.insert(run) }
        #expect(try await store.read { try $0.referenceRun(run.id) } == run)
        let (first, second) = (bench.pools[0].id, bench.pools[1].id)
        #expect(try await store.read { try $0.referenceRuns(ReferenceRunFilter(pool: first)).items } == [run])
        #expect(try await store.read { try $0.referenceRuns(ReferenceRunFilter(pool: second)).items } == [])
    }

    @Test func aReferenceRunMayBeItsScoresAlone() async throws {
        let run = ReferenceRunRecord(
            id: bench.identifiers.next(.referenceRun), pool: bench.pools[0].id,
            mixture: [.init(partition: "law", weight: 1)],
            model: .scores(
                evaluationSet: bench.set.id,
                [.init(domain: "law", documents: 2, tokens: 20, words: 4, characters: 19, bytes: 20, nll: 41.125)]),
            training: .init(tokens: 1_000, schedule: "cosine", base: "b", seed: 3), createdAt: bench.time.now())
        try await store.write { try $0.insert(run) }
        #expect(try await store.read { try $0.referenceRun(run.id) } == run)
        #expect(try await store.read { try $0.allReferenceRuns(of: bench.pools[0].id) } == [run])
    }

    @Test func aForecastIsNeverChanged() async throws {
        let record = ForecastRecord(
            id: bench.identifiers.next(.forecast), pool: bench.pools[0].id, evaluationSet: bench.set.id,
            content: Data("{}".utf8), hash: SHA256.hash(Array("{}".utf8)), createdAt: bench.time.now())
        try await store.write { try $0.insert(record) }
        #expect(try await store.read { try $0.forecast(record.id) } == record)
        #expect(try await store.read { try $0.forecasts(ForecastFilter(pool: bench.pools[1].id)).items } == [])
        await #expect(throws: (any Error).self) {
            try await store.write { try $0.execute("UPDATE forecast SET content = x'00'", []) }
        }
        #expect(try await store.read { try $0.forecast(record.id) } == record)
    }

    @Test func anEvaluationKeepsItsResult() async throws {
        let record = try await bench.insertEvaluation("one", label: "sweep")
        let result = EvaluationRecord.Result(
            domains: [
                .init(domain: "law", documents: 2, tokens: 20, words: 4, characters: 19, bytes: 20, nll: 41.125),
                .init(domain: "news", documents: 1, tokens: 10, words: 2, characters: 10, bytes: 10, nll: 0.1 + 0.2),
            ], documentsBlob: SHA256.hash("lines".utf8), kernelPath: "Zen 0.3.21")
        try await store.write { try $0.finishEvaluation(record.id, result: result) }
        #expect(try await store.read { try $0.evaluation(record.id)?.result } == result)
        #expect(try await store.read { try $0.evaluation(key: record.key)?.result } == result)
        #expect(try await store.read { try $0.evaluations().items.first?.result } == result)
    }

    @Test func aPoolKeepsItsValidity() async throws {
        let pool = bench.pools[0].id
        let job = bench.job(.validity, pool)
        var record = ValidityRecord(pool: pool, job: job.id, createdAt: bench.time.now())
        let asked = record
        try await store.write { transaction in
            try transaction.insert(job)
            try transaction.insert(asked)
        }
        #expect(try await store.read { try $0.validity(of: pool) } == asked)
        record.members = [.init(name: "law", delta: 0.1 + 0.2), .init(name: "news", delta: 0)]
        record.cosines = [.init(first: "law", second: "news", cosine: nil)]
        let measured = record
        try await store.write {
            try $0.finishValidity(of: pool, members: measured.members, cosines: measured.cosines)
        }
        #expect(try await store.read { try $0.validity(of: pool) } == measured)
        let other = bench.pools[1].id
        #expect(try await store.read { try $0.validity(of: other) } == nil)
    }

    @Test func aPoolKeepsItsContaminationAndTheLatestIsTheAnswer() async throws {
        let pool = bench.pools[0].id
        let set = bench.set.id
        let texts = [bench.law.id]
        let ids = [bench.identifiers.next(.contamination), bench.identifiers.next(.contamination)]
        let jobs = ids.map { bench.job(.contamination, $0) }
        let records = zip(ids, jobs).map { id, job in
            ContaminationRecord(
                id: id, pool: pool, evaluationSet: set, job: job.id, texts: texts, createdAt: bench.time.now())
        }
        try await store.write { transaction in
            for (record, job) in zip(records, jobs) {
                try transaction.insert(job)
                try transaction.insert(record)
            }
        }
        #expect(try await store.read { try $0.contamination(of: pool, on: set) } == records[1])
        var found = records[0]
        found.result = ContaminationRecord.Result(
            domains: [
                .init(
                    domain: "law", documents: 3, shortDocuments: 1, ngrams: 20, overlappingDocuments: 2,
                    overlappingNgrams: 5)
            ],
            overlaps: texts.map {
                .init(partition: $0, domain: "law", overlappingDocuments: 1, overlappingNgrams: 2)
            }, documentsBlob: SHA256.hash("overlap".utf8))
        let result = try #require(found.result)
        try await store.write { try $0.finishContamination(ids[0], result: result) }
        #expect(try await store.read { try $0.contamination(ids[0]) } == found)
    }

    @Test func anEvaluationKeepsItsTokens() async throws {
        let record = try await bench.insertEvaluation("one")
        #expect(try await store.read { try $0.tokens(of: record.id) } == nil)
        var tokens = TokensRecord(evaluation: record.id, job: record.job)
        let asked = tokens
        try await store.write { try $0.insert(asked) }
        #expect(try await store.read { try $0.tokens(of: record.id) } == asked)
        tokens.result = .init(blob: SHA256.hash("tokens".utf8), kernelPath: "Zen 0.3.21")
        let found = tokens
        try await store.write { try $0.finishTokens(of: record.id, result: try #require(found.result)) }
        #expect(try await store.read { try $0.tokens(of: record.id) } == found)
    }

    @Test func aKeyStandsForOneEvaluation() async throws {
        try await bench.insertEvaluation("one")
        let error = await #expect(throws: StorageError.self) { try await bench.insertEvaluation("one", pool: 1) }
        #expect(error?.code == .exists)
    }

    @Test func whatIsReferredToMustBeThere() async throws {
        let run = ReferenceRunRecord(
            id: bench.identifiers.next(.referenceRun), pool: bench.identifiers.next(.pool), mixture: [],
            model: .checkpoint(bench.base.id), createdAt: bench.time.now())
        let error = await #expect(throws: StorageError.self) { try await store.write { try $0.insert(run) } }
        #expect(error?.code == .missing)
    }

    @Test func documentsThatStandElsewhereInTheCorpusAreNamed() async throws {
        let documents = (1...3).map { DocumentFingerprint(hash: SHA256.hash("document \($0)".utf8), line: $0) }
        let (law, set) = (bench.law.id, bench.set.id)
        try await store.write { transaction in
            try transaction.insert(documents[0...1], corpus: "default", owner: law, role: .partition)
            try transaction.insert(documents[2...2], corpus: "default", owner: set, role: .evaluation)
            try transaction.insert(documents[0...0], corpus: "default", owner: law, role: .partition)
        }
        let asked = documents.map { DocumentFingerprint(hash: $0.hash, line: $0.line + 10) }
        let all = try await store.read {
            try $0.conflicts(of: asked, corpus: "default", roles: [.partition, .evaluation])
        }
        #expect(all.map(\.document.line) == [11, 12, 13])
        #expect(all.map(\.ownerLine) == [1, 2, 3])
        #expect(all.map(\.ownerName) == ["law", "law", "held out"])
        #expect(
            try await store.read { try $0.conflicts(of: asked, corpus: "default", roles: [.evaluation]).count } == 1)
        #expect(try await store.read { try $0.conflicts(of: asked, corpus: "other", roles: [.partition]) } == [])
        let few = try await store.read { try $0.conflicts(of: asked, corpus: "default", roles: [.partition], limit: 1) }
        #expect(few.count == 1)
    }
}
