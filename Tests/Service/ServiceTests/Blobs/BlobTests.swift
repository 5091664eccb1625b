import API
import Foundation
import HTTPTypes
import Hashing
import Storage
import TestSupport
import Testing

@testable import Service

@Suite("Blobs")
struct BlobTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func target(_ bytes: [UInt8]) -> String { "/v1/blobs/\(SHA256.hash(bytes).hex)" }

    @Test func aBlobIsStoredOnceAndReadBack() async throws {
        let bytes = Array("some bytes".utf8)
        let first = try await bench.send(.put, target(bytes), body: bytes)
        #expect(first.status == 201 && first.fields[.location] == target(bytes))
        let resource: BlobResource = try first.decode()
        #expect(resource == BlobResource(sha256: SHA256.hash(bytes).hex, bytes: 10))
        #expect(try await bench.send(.put, target(bytes), body: bytes).status == 200)
        #expect(try await bench.get(target(bytes)).bytes == bytes)
    }

    @Test func refusesBytesUnderAnothersHash() async throws {
        let reply = try await bench.send(.put, target([1, 2, 3]), body: [1, 2, 4])
        #expect(reply.status == 422 && reply.problemType == "hash-mismatch")
        #expect(try await bench.get(target([1, 2, 3])).status == 404)
        #expect(try await bench.send(.put, "/v1/blobs/ABC", body: [1]).status == 400)
    }

    @Test func aBlobComesInPartsAndGoesOnWhereItStopped() async throws {
        let bytes = (0..<1_000).map { UInt8($0 % 251) }
        let target = target(bytes)
        let first = try await bench.send(
            .put, target, body: Array(bytes[..<400]), ["Content-Range": "bytes 0-399/1000"])
        #expect(first.status == 202 && first.fields[.uploadOffset] == "400")
        let missing = try await bench.send(.head, target)
        #expect(missing.status == 404 && missing.fields[.uploadOffset] == "400")
        let gap = try await bench.send(
            .put, target, body: Array(bytes[500...]), ["Content-Range": "bytes 500-999/1000"])
        #expect(gap.status == 409 && gap.problemType == "upload-offset" && gap.fields[.uploadOffset] == "400")
        let long = try await bench.send(
            .put, target, body: Array(bytes[400...]), ["Content-Range": "bytes 400-499/1000"])
        #expect(long.status == 400)
        #expect(try await bench.send(.head, target).fields[.uploadOffset] == "400")
        let last = try await bench.send(
            .put, target, body: Array(bytes[400...]), ["Content-Range": "bytes 400-999/1000"])
        #expect(last.status == 201)
        #expect(try await bench.get(target).bytes == bytes)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path("uploads")).isEmpty)
    }

    @Test func partsThatDoNotMakeTheHashAreForgotten() async throws {
        let target = target([1, 2, 3, 4])
        _ = try await bench.send(.put, target, body: [1, 2], ["Content-Range": "bytes 0-1/4"])
        let reply = try await bench.send(.put, target, body: [9, 9], ["Content-Range": "bytes 2-3/4"])
        #expect(reply.status == 422 && reply.problemType == "hash-mismatch")
        #expect(try await bench.send(.head, target).fields[.uploadOffset] == nil)
    }

    @Test(arguments: [
        "bytes 0-1", "bytes 2-1/4", "bytes 0-4/4", "bytes */4", "items 0-1/4", "bytes -1-2/4", "bytes 0-1/x",
    ])
    func refusesRangesThatAreNone(range: String) async throws {
        let reply = try await bench.send(.put, target([1, 2, 3, 4]), body: [1, 2], ["Content-Range": range])
        #expect(reply.status == 400 && reply.problemType == "invalid-header")
    }

    @Test func refusesPartsOfABlobThatWouldBeTooLarge() async throws {
        let small = try ServiceBench { $0.blobBytes = 100 }
        let reply = try await small.send(.put, target([1]), body: [1], ["Content-Range": "bytes 0-0/101"])
        #expect(reply.status == 413)
    }

    @Test func staleUploadsAreRemoved() async throws {
        let target = target([1, 2, 3, 4])
        _ = try await bench.send(.put, target, body: [1, 2], ["Content-Range": "bytes 0-1/4"])
        try await bench.service.desks.blobs.uploads.removeStale(before: Date(timeIntervalSinceNow: -3600))
        #expect(try await bench.send(.head, target).fields[.uploadOffset] == "2")
        try await bench.service.desks.blobs.uploads.removeStale(before: Date(timeIntervalSinceNow: 3600))
        #expect(try await bench.send(.head, target).fields[.uploadOffset] == nil)
    }

    @Test func aRottenBlobIsNamedAndNeverUsed() async throws {
        let bytes = Array("{\"text\":\"precious\"}\n".utf8)
        let hash = try await bench.upload(bytes)
        let digest = try #require(SHA256Digest(hex: hash))
        let path = bench.store.blobs.path(of: digest)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        try Data("{\"text\":\"preciouS\"}\n".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: StorageError.self) { try await bench.store.blobs.verify(digest) }
        let reply = try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: hash))
        #expect(reply.status == 422 && reply.pointers == ["/blob"] && reply.details.contains(hash))
        #expect(try await bench.send(.put, target(bytes), body: bytes).status == 201)
        #expect(try await bench.post("/v1/partitions", PartitionCreation(name: "web", blob: hash)).status == 201)
    }
}
