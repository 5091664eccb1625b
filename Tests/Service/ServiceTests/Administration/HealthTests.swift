import API
import Foundation
import HTTPTypes
import Jobs
import Logging
import Storage
import StrictJSON
import TestSupport
import Testing

@testable import HTTPServer
@testable import Service

@Suite("Health and a disk that is low")
struct HealthTests {
    @Test func saysThatItLivesAndIsReady() async throws {
        let bench = try ServiceBench()
        let live: HealthResource = try bench.expect(200, await bench.get("/livez"))
        #expect(live.status == "ok")
        let ready: HealthResource = try bench.expect(200, await bench.get("/readyz"))
        #expect(ready.checks == ["database": "ok", "disk": "ok", "queue": "ok"])
    }

    @Test func isNotReadyWhileItStops() async throws {
        let bench = try ServiceBench()
        bench.jobs.drain()
        let reply = try await bench.get("/readyz")
        #expect(reply.status == 503 && reply.fields[.retryAfter] != nil && reply.text.contains("stopping"))
        bench.jobs.resume()
        #expect(try await bench.get("/readyz").status == 200)
    }

    @Test func refusesNewThingsWhenTheDiskIsLowAndGoesOnReading() async throws {
        let (folder, partition, blob) = try await serviceThatStops()
        // The same folder with a limit that no disk meets.
        var configuration = Store.Configuration()
        configuration.minimumFreeBytes = .max
        let full = try ServiceBench(folder: folder, configuration: configuration)
        let refused = try await full.post("/v1/partitions", PartitionCreation(name: "books", blob: blob))
        #expect(refused.status == 507 && refused.problemType == "disk-low")
        // Never where the data stand.
        #expect(!refused.text.contains(folder.path) && refused.text.contains("bytes are free"))
        let upload = try await full.send(.put, "/v1/blobs/\(String(repeating: "0", count: 64))", body: [1])
        #expect(upload.status == 507)
        #expect(try await full.get("/v1/partitions/\(partition.id)").status == 200)
        #expect(try await full.get("/v1/blobs/\(blob)").status == 200)
        let reply = try await full.get("/readyz")
        #expect(reply.status == 503 && reply.text.contains("bytes are free") && !reply.text.contains(folder.path))
    }

    /// What a service leaves that is gone when this returns, and its folder free.
    private func serviceThatStops() async throws -> (TemporaryFolder, PartitionResource, String) {
        let bench = try ServiceBench()
        let partition = try await bench.makePartition("web", ["one"])
        let blob = try await bench.upload(ServiceBench.lines([("two", nil)]))
        try bench.store.close()
        return (bench.folder, partition, blob)
    }

    @Test func aFailureThatNobodyExpectedTellsNothingOfItsCause() {
        struct Secret: Error { let path = "/a/machine/path" }
        let (problem, isFailure) = Problem.of(Secret())
        #expect(isFailure && problem.type == .internalError && problem.detail == nil && problem.errors.isEmpty)
    }

    /// Adversary, D1: a download that found no file descriptor was answered 500.
    @Test(arguments: [EMFILE, ENFILE])
    func aDownloadWithoutADescriptorMayBeTriedAgain(number: Int32) {
        let error = FileBodyError(path: "/a/machine/path", message: "Too many open files", systemError: number)
        let (problem, isFailure) = Problem.of(error)
        #expect(isFailure && problem.type == .unavailable && problem.fields[.retryAfter] != nil)
        #expect(problem.detail?.contains("/") == false)
    }

    /// Adversary, D10: readiness said "database ok" while requests failed, and they did not say what to do.
    @Test func aDamagedDatabaseIsSaidWithWhatToDo() async throws {
        let bench = try ServiceBench()
        let damage = StorageError(.corrupted, subject: "table job", message: "database disk image is malformed")
        await #expect(throws: StorageError.self) { try await bench.store.read { _ in throw damage } }
        let reply = try await bench.get("/readyz")
        #expect(reply.status == 503 && reply.text.contains("table job"), "\(reply.text)")
        let (problem, isFailure) = Problem.of(damage)
        #expect(isFailure && problem.type == .databaseDamaged)
        #expect(problem.detail?.contains("table job") == true && problem.detail?.contains("backup") == true)
    }

    @Test func whatIsSaidOfAFullDiskNamesNoFileOfThisMachine() {
        let errors = [
            StorageError(.full, subject: "/a/machine/path", message: "cannot write", systemError: ENOSPC),
            StorageError(.missing, subject: "/a/machine/path", message: "cannot open", systemError: ENOENT),
        ]
        #expect(errors.map { Problem.of($0).problem.type } == [.diskLow, .internalError])
        #expect(errors.allSatisfy { Problem.of($0).problem.detail?.contains("/a/") != true })
    }

    @Test func aFileThatIsGoneIsAFailureAsBefore() {
        let error = FileBodyError(path: "/a/machine/path", message: "No such file or directory", systemError: ENOENT)
        #expect(Problem.of(error).problem.type == .internalError)
    }
}
