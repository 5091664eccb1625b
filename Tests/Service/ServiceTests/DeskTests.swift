import API
import HTTPTypes
import Hashing
import Jobs
import Storage
import TestSupport
import Testing
import Words

@testable import Service

/// Desks stand by themselves: each is made here of the parts that it names, without the rest of the service.
@Suite("A desk without the rest") struct DeskTests {
    let folder: TemporaryFolder
    let store: Store
    let jobs: JobQueue
    let time = ManualTime()
    let identifiers: IdentifierSource
    let blocking = BlockingQueue(width: 1)

    init() throws {
        folder = try TemporaryFolder()
        store = try folder.store()
        identifiers = IdentifierSource(time: time, entropy: SeededEntropy(3))
        jobs = JobQueue(store: store)
    }

    private var documents: DocumentScanner {
        DocumentScanner(
            store: store, blocking: blocking, tokenizers: OpenTokenizers(blobs: store.blobs, queue: blocking))
    }

    private var partitions: PartitionDesk {
        PartitionDesk(store: store, time: time, documents: documents, registry: registry)
    }

    private var registry: DocumentRegistry {
        DocumentRegistry(store: store, time: time, identifiers: identifiers)
    }

    private func register(_ body: PartitionCreation) async throws -> Answer {
        let desk = partitions
        return try await desk.registry.registering { registration in
            let staged = try await desk.stage(body, in: registration)
            return try await store.write { try desk.createPartition(body, staged, $0) }
        }
    }

    private func blob(_ lines: String) async throws -> String {
        try await store.blobs.put(Array(lines.utf8)).blob.digest.hex
    }

    @Test func aPartitionIsRegisteredWithAStoreAlone() async throws {
        let answer = try await register(PartitionCreation(name: "law", blob: try await blob("{\"text\": \"a b\"}\n")))
        #expect(answer.status == .created)
        #expect(try await store.read { try $0.partition(named: "law", in: "default") }?.documents == 1)
        #expect(try await store.read { try $0.registrations() } == [])
    }

    @Test func anEvaluationSetWithATextOfAPartitionIsRefused() async throws {
        let hash = try await blob("{\"text\": \"a b\"}\n")
        _ = try await register(PartitionCreation(name: "law", blob: hash))
        let sets = EvaluationSetDesk(
            store: store, time: time, documents: documents, registry: registry,
            tokens: TokenCounting(
                store: store, tokenizers: OpenTokenizers(blobs: store.blobs, queue: blocking),
                tokenCounts: TokenCounts(blobs: store.blobs, queue: blocking)))
        let body = EvaluationSetCreation(name: "held out", blob: hash)
        await #expect(throws: Problem.self) {
            try await sets.registry.registering { try await sets.stage(body, in: $0) }
        }
        #expect(try await store.read { try $0.evaluationSet(named: "held out") } == nil)
    }

    /// D7 of the service's review: registering held the writer for a row a document.
    @Test func aLargePartitionIsNotedInPiecesThatOthersWriteBetween() async throws {
        let count = 3 * DocumentRegistry.piece + 1
        let lines = (0..<count).map { "{\"text\": \"document \($0)\"}\n" }.joined()
        let scan = try await documents.scan(
            blob: try await blob(lines), format: PartitionCreation(name: "n", blob: "").format)
        let others = Counter()
        let staged = try await withThrowingTaskGroup(of: StagedDocuments?.self) { group in
            group.addTask { [registry] in
                try await registry.registering { registration in
                    try await registration.stage(
                        scan, for: .partition, as: .partition, in: "default", apartFrom: [.partition])
                }
            }
            group.addTask { [store] in
                while !Task.isCancelled {
                    try await store.write { _ = try $0.deleteIdempotencyRecords(before: .init(milliseconds: 0)) }
                    others.increment()
                }
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            return try #require(first)
        }
        #expect(staged.scan.documents == count)
        // Every piece is a write of its own, so that another can come between each two of them.
        #expect(others.value >= 4)
        #expect(try await store.read { try $0.registrations() } == [])
        #expect(
            try await store.read { try $0.conflicts(of: scan.fingerprints, corpus: "default", roles: [.partition]) }
                == [])
    }

    @Test func aJobIsCancelledWithTheQueueAlone() async throws {
        let desk = JobDesk(store: store, jobs: jobs, time: time)
        let subject = identifiers.next(.evaluation)
        let job = try await store.write { [jobs] in
            try jobs.enqueue(NewJob(kind: .evaluation, subject: subject, owner: "", maximumFailures: 3), in: $0)
        }
        let resource = try await store.write { try desk.cancel(job.id, in: $0) }
        #expect(resource.state == .cancelled)
        #expect(try await desk.resource(job.id).state == .cancelled)
        await #expect(throws: Problem.self) { try await desk.resource(identifiers.next(.job)) }
    }

    @Test func aBlobThatHasRottedCountsAsMissing() async throws {
        let desk = BlobDesk(
            blobs: store.blobs, freeSpace: FreeSpace(store: store, blocking: blocking),
            uploads: PartialUploads(folder: folder.path("uploads"), queue: blocking), limit: 1 << 20,
            workers: WorkerToken("a worker's token"))
        let digest = SHA256.hash("a b".utf8)
        #expect(try await desk.intactBlob(digest) == nil)
        _ = try await store.blobs.put(Array("a b".utf8))
        #expect(try await desk.intactBlob(digest)?.size == 3)
    }

    @Test func contaminationOfAnUnknownPoolIsNotFound() async throws {
        let desk = ContaminationDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, attempts: 3,
            admission: Admission(gauge: QueueGauge(), time: time, limit: 10))
        let (pool, set) = (identifiers.next(.pool), identifiers.next(.evaluationSet))
        await #expect(throws: Problem.self) {
            try await store.write { try desk.answer(toContaminationOf: pool, on: set, again: false, in: $0) }
        }
    }

    @Test func aLedgerOfAnUnknownPoolIsNotFound() async throws {
        let desk = LedgerDesk(store: store, blocking: blocking)
        await #expect(throws: Problem.self) {
            try await desk.ledger(of: identifiers.next(.pool), study: nil, tokensPerCandidate: nil)
        }
    }

    @Test func admissionRefusesWhatTheQueueHasNoRoomFor() async throws {
        let admission = Admission(gauge: QueueGauge(), time: time, limit: 2)
        try await store.write { try admission.admit(2, in: $0) }
        await #expect(throws: Problem.self) { try await store.write { try admission.admit(1, in: $0) } }
    }

    /// Adversary, D16: what was refused counted as queued for a second.
    @Test func whatIsRefusedTakesNoRoom() async throws {
        let admission = Admission(gauge: QueueGauge(), time: time, limit: 2)
        await #expect(throws: Problem.self) { try await store.write { try admission.admit(3, in: $0) } }
        try await store.write { try admission.admit(2, in: $0) }
    }
}
