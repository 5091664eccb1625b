import API
import Foundation
import HTTPTypes
import Hashing
import Storage
import TestSupport
import Testing

@testable import Service

/// Adversary, D13 and D20: no blob could be verified on demand, and one in the quarantine was called missing.
@Suite struct DamagedBlobTests {
    let bench: ServiceBench
    private let bytes = Array("{\"text\":\"precious\"}\n".utf8)

    init() throws { bench = try ServiceBench() }

    private var target: String { "/v1/blobs/\(SHA256.hash(bytes).hex)" }

    /// Changes a stored byte without the file's time telling of it.
    private func rot() throws {
        let path = bench.store.blobs.path(of: SHA256.hash(bytes))
        var status = stat()
        #expect(stat(path, &status) == 0)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data([0xFF]))
        try handle.close()
        var times = [status.st_atim, status.st_mtim]
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }

    @Test func aBlobIsVerifiedOnDemand() async throws {
        let hash = try await bench.upload(bytes)
        let reply = try await bench.send(.post, "\(target):verify")
        let verified: BlobVerification = try bench.expect(200, reply)
        #expect(verified == BlobVerification(sha256: hash, bytes: Int64(bytes.count), intact: true))
    }

    @Test func aDamagedOneIsNamedAndFromThenOnSaidToHaveBeenDamaged() async throws {
        let hash = try await bench.upload(bytes)
        try rot()
        let found = try await bench.send(.post, "\(target):verify")
        #expect(found.status == 500 && found.problemType == "corrupted")
        #expect(found.problem?.detail?.contains(hash) == true)
        for reply in [try await bench.get(target), try await bench.send(.post, "\(target):verify")] {
            #expect(reply.status == 404, "\(reply.text)")
            #expect(reply.problem?.detail?.contains("was found damaged") == true, "\(reply.text)")
        }
        let partition = try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: hash))
        #expect(partition.status == 422 && partition.details.contains("was found damaged"), "\(partition.text)")
        // Sent again, it is as if nothing had been.
        #expect(try await bench.send(.put, target, body: bytes).status == 201)
        #expect(try await bench.send(.post, "\(target):verify").status == 200)
    }

    @Test func oneThatWasNeverThereIsMissing() async throws {
        let reply = try await bench.send(.post, "\(target):verify")
        #expect(reply.status == 404 && reply.problem?.detail?.contains("There is no blob") == true)
        #expect(try await bench.send(.post, "/v1/blobs/ABC:verify").status == 404)
    }
}
