import API
import Foundation
import HTTPTypes
import Hashing
import Testing

@testable import Client

@Suite struct BlobTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "assay-client-\(UUID().uuidString)")
    private let digest = SHA256.hash(Array("hello".utf8))

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    @Test func whatIsThereIsNotSentAgain() async throws {
        let transport = ScriptedTransport([.answer(200)])
        let blob = try await AssayClient.scripted(transport).client.upload(Array("hello".utf8))
        #expect(blob.digest == digest)
        #expect(!blob.isNew)
        #expect(transport.requests.map(\.method) == [.head])
        #expect(transport.requests.first?.path == "/v1/blobs/\(digest.hex)")
    }

    @Test func aFileIsSentUnderItsHash() async throws {
        let path = folder.appending(path: "hello.txt").path
        try Data("hello".utf8).write(to: URL(fileURLWithPath: path))
        let transport = ScriptedTransport([.answer(404), .answer(201)])
        let blob = try await AssayClient.scripted(transport).client.upload(fileAt: path)
        #expect(blob.isNew)
        #expect(blob.byteCount == 5)
        #expect(transport.requests.map(\.method) == [.head, .put])
        guard case .file(path) = transport.bodies.last else {
            Issue.record("the file was not streamed")
            return
        }
    }

    @Test func aDownloadAppearsWhole() async throws {
        let path = folder.appending(path: "blob").path
        let transport = ScriptedTransport([.answer(200, body: "hello")])
        try await AssayClient.scripted(transport).client.download(digest, to: path)
        #expect(FileManager.default.contents(atPath: path) == Data("hello".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["blob"])
    }

    @Test func aDownloadOfAnotherContentIsRefusedAndLeavesNothing() async throws {
        let path = folder.appending(path: "blob").path
        let transport = ScriptedTransport(Array(repeating: .answer(200, body: "hellO"), count: 4))
        let client = try AssayClient.scripted(transport).client
        let error = await #expect(throws: ClientError.self) { try await client.download(digest, to: path) }
        #expect(error?.code == .corrupted)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(transport.isUsedUp, "a corrupted download is asked for again")
    }
}
