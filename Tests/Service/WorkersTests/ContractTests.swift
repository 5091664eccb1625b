import API
import Conformance
import Foundation
import Logging
import TestSupport
import Testing
import Workers

/// What tests put in the place of the service and of blobs keeps the contracts of both.
@Suite(.timeLimit(.minutes(1))) struct ContractTests {
    @Test(arguments: workServiceContract)
    func theFakeServiceKeepsTheContract(clause: Clause<WorkServiceSubject>) async throws {
        try await clause.hold(Self.subject(ScriptedService(holdsHeartbeats: true)) { $0 })
    }

    @Test func aServiceThatTakesResultsTwiceIsFoundOut() async {
        let broken = await workServiceContract.broken {
            Self.subject(ScriptedService(holdsHeartbeats: true), GullibleService.init)
        }
        #expect(
            broken == [
                "a lease that never reached its worker is leased again",
                "a result is taken once; then the lease is no more",
                "a result under another token is refused, and the lease goes on",
                "a failure that no retry cures is the end of its job",
            ])
    }

    private static func subject(
        _ service: ScriptedService, _ face: (ScriptedService) -> any WorkService
    ) -> WorkServiceSubject {
        WorkServiceSubject(
            face(service), offer: { await service.offer($0) }, cancel: { await service.cancel($0) },
            result: { _ in .sample })
    }

    @Test(arguments: blobSinkContract)
    func aFolderKeepsTheContractOfASink(clause: Clause<BlobSinkSubject>) async throws {
        let blobs = try FolderBlobs()
        defer { blobs.remove() }
        try await clause.hold(BlobSinkSubject(blobs) { Array(try blobs.contents($0)) })
    }

    @Test func aSinkThatForgetsIsFoundOut() async {
        let broken = await blobSinkContract.broken {
            let blobs = try FolderBlobs()
            return BlobSinkSubject(ForgetfulSink(blobs: blobs)) { Array(try blobs.contents($0)) }
        }
        #expect(
            broken == [
                "bytes are named by their SHA-256, and are there once that is known",
                "the same bytes may be stored again, and have the same name", "no bytes are bytes too",
            ])
    }
}

/// Takes every result.
private struct GullibleService: WorkService {
    let service: ScriptedService

    func complete(worker: String, _ request: CompletionRequest) async throws {
        try? await service.complete(worker: worker, request)
    }

    func registerWorker(_ registration: WorkerRegistration) async throws -> WorkerResource {
        try await service.registerWorker(registration)
    }
    func lease(worker: String, _ request: LeaseRequest) async throws -> LeaseResponse {
        try await service.lease(worker: worker, request)
    }
    func heartbeat(worker: String, _ request: HeartbeatRequest) async throws -> HeartbeatResponse {
        try await service.heartbeat(worker: worker, request)
    }
    func fail(worker: String, _ request: FailureRequest) async throws {
        try await service.fail(worker: worker, request)
    }
    func leave(worker: String) async throws { try await service.leave(worker: worker) }
}

/// Names bytes, and drops them.
private struct ForgetfulSink: BlobSink {
    let blobs: FolderBlobs

    func store(_ bytes: [UInt8]) async throws -> String {
        let hash = try await blobs.store(bytes)
        blobs.remove()
        return hash
    }

    func store(fileAt path: String) async throws -> String { try await blobs.store(fileAt: path) }
}
