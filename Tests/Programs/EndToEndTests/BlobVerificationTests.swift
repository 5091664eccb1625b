import API
import Client
import Foundation
import Hashing
import Testing

/// `assay blobs verify` on a blob that is whole, and on one that is not.
@Suite(.serialized) struct BlobVerificationTests {
    @Test func aDamagedBlobIsNamed() async throws {
        let service = try await RunningService(workers: 0)
        let digest = try await service.client.upload(Array("a blob that rots".utf8)).digest
        let (whole, table) = try await verify(digest.hex, service)
        #expect(whole == 0 && table.contains(digest.hex) && table.contains("intact"))

        let path = "\(service.folder)/data/blobs/sha256/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"
        try Data("a blob that Rots".utf8).write(to: URL(fileURLWithPath: path))
        let (damaged, _) = try await verify(digest.hex, service)
        #expect(damaged != 0)
        #expect(try await service.client.upload(Array("a blob that rots".utf8)).isNew)
        #expect(try await verify(digest.hex, service).status == 0)
        await service.stop()
    }

    private func verify(_ hash: String, _ service: RunningService) async throws -> (status: Int32, output: String) {
        let process = try ProgramProcess(
            "assay", ["blobs", "verify", hash], environment: ["ASSAY_SERVER": service.address],
            logPath: "\(service.folder)/verify-\(UUID().uuidString).log")
        let output = await process.remainingOutput()
        return (await process.waitUntilEnded().status, output)
    }
}
