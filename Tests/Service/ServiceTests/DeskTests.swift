import API
import HTTPTypes
import Hashing
import Jobs
import Storage
import TestSupport
import Testing

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
        PartitionDesk(store: store, time: time, identifiers: identifiers, documents: documents)
    }

    private func blob(_ lines: String) async throws -> String {
        try await store.blobs.put(Array(lines.utf8)).blob.digest.hex
    }

    @Test func aPartitionIsRegisteredWithAStoreAlone() async throws {
        let desk = partitions
        let body = PartitionCreation(name: "law", blob: try await blob("{\"text\": \"a b\"}\n"))
        let scan = try await desk.documents.scan(blob: body.blob, format: body.format)
        let answer = try await store.write { try desk.createPartition(body, scan, $0) }
        #expect(answer.status == .created)
        #expect(try await store.read { try $0.partition(named: "law", in: "default") }?.documents == 1)
    }

    @Test func anEvaluationSetWithATextOfAPartitionIsRefused() async throws {
        let (partitions, hash) = (partitions, try await blob("{\"text\": \"a b\"}\n"))
        let scan = try await documents.scan(blob: hash, format: PartitionCreation(name: "law", blob: hash).format)
        _ = try await store.write {
            try partitions.createPartition(PartitionCreation(name: "law", blob: hash), scan, $0)
        }
        let sets = EvaluationSetDesk(
            store: store, time: time, identifiers: identifiers, documents: documents,
            tokens: TokenCounting(
                store: store, tokenizers: OpenTokenizers(blobs: store.blobs, queue: blocking),
                tokenCounts: TokenCounts(blobs: store.blobs, queue: blocking)))
        await #expect(throws: Problem.self) {
            try await store.write {
                try sets.createEvaluationSet(EvaluationSetCreation(name: "held out", blob: hash), scan, nil, $0)
            }
        }
        #expect(try await store.read { try $0.evaluationSet(named: "held out") } == nil)
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
            uploads: PartialUploads(folder: folder.path("uploads"), queue: blocking), limit: 1 << 20)
        let digest = SHA256.hash("a b".utf8)
        #expect(try await desk.sound(digest) == nil)
        _ = try await store.blobs.put(Array("a b".utf8))
        #expect(try await desk.sound(digest)?.size == 3)
    }

    @Test func contaminationOfAnUnknownPoolIsNotFound() async throws {
        let desk = ContaminationDesk(
            store: store, jobs: jobs, time: time, identifiers: identifiers, attempts: 3,
            admission: Admission(gauge: QueueGauge(), time: time, limit: 10))
        let (pool, set) = (identifiers.next(.pool), identifiers.next(.evaluationSet))
        await #expect(throws: Problem.self) {
            try await store.write { try desk.answer(toContaminationOf: pool, on: set, in: $0) }
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
}
