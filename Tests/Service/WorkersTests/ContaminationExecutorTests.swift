import API
import Conformance
import Foundation
import Hashing
import Logging
import Testing

import Words
@testable import Workers

@Suite(.serialized) struct ContaminationExecutorTests {
    private let blobs: FolderBlobs

    init() throws {
        blobs = try FolderBlobs()
    }

    private static let sentence = (1...20).map { "word\($0)" }.joined(separator: " ")

    private func documents(_ lines: [[String: String]]) throws -> TaskDocuments {
        let text = try lines.map { String(decoding: try JSONCoder.encode($0), as: UTF8.self) + "\n" }.joined()
        return TaskDocuments(blob: try blobs.place(Data(text.utf8)), format: .jsonLines)
    }

    private func find(
        _ task: ContaminationTask, _ assignment: Assignment = Assignment(lease: .sample("job_find"))
    ) async throws -> ContaminationResult {
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let executor = try ModelExecutor(
            ModelExecutor.Configuration(threads: 1, workFolder: blobs.folder + "/work"),
            blobs: source, sink: blobs, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        guard case .contamination(let result) = try await executor.execute(.contamination(task), for: assignment)
        else { throw WorkFailure("wrong", "no overlap") }
        return result
    }

    private func task() throws -> ContaminationTask {
        let evaluated = try documents([
            ["text": "Nothing in common with anybody, and yet it is long enough to be told apart.", "domain": "b"],
            [
                "text": " word5 word6 word7 word8 word9 word10 word11 word12 word13", "domain": "a",
                "context": "word1 word2 word3 word4",
            ],
            ["text": "too short", "domain": "a"],
        ])
        return ContaminationTask(
            documents: evaluated, tokenizer: .bytes,
            texts: [
                TaskTrainingText(partition: "part_1", documents: try documents([["text": "of something else"]])),
                TaskTrainingText(
                    partition: "part_2",
                    documents: try documents([["text": "x"], ["text": "Before. \(Self.sentence.uppercased())!"]])),
            ])
    }

    @Test func everyPartitionIsHeldAgainstEveryDocumentWithItsContext() async throws {
        defer { blobs.remove() }
        let result = try await find(try task())
        #expect(
            result.domains == [
                DomainOverlapResource(
                    domain: "a", documents: 2, shortDocuments: 1, ngrams: 1, overlappingDocuments: 1,
                    overlappingNgrams: 1),
                DomainOverlapResource(
                    domain: "b", documents: 1, shortDocuments: 0, ngrams: 3, overlappingDocuments: 0,
                    overlappingNgrams: 0),
            ])
        #expect(result.texts.map(\.partition) == ["part_1", "part_2"])
        #expect(result.texts.map { $0.domains.map(\.overlappingDocuments) } == [[0, 0], [1, 0]])
        let digest = try #require(SHA256Digest(hex: result.documentsBlob))
        let lines = try Data(
            contentsOf: URL(fileURLWithPath: BlobSource.path(of: digest, inDataFolder: blobs.folder)))
        #expect(
            try OverlappingDocument.read(lines: Array(lines)) == [
                OverlappingDocument(
                    document: 1, domain: "a", ngrams: 1, overlappingNgrams: 1, partitions: ["part_2": 1])
            ])
    }

    @Test func aSearchThatIsCancelledHasNoResult() async throws {
        defer { blobs.remove() }
        let assignment = Assignment(lease: .sample("job_find"))
        assignment.cancellation.cancel(.cancelled)
        let task = try task()
        await #expect(throws: WorkCancelled.self) { try await find(task, assignment) }
    }

    @Test func aBrokenLineOfAPartitionIsNamed() async throws {
        defer { blobs.remove() }
        var task = try task()
        let broken = try blobs.place(Data("{\"text\": \"a\"}\n{\"text\": 1}\n".utf8))
        task.texts[1].documents.blob = broken
        let search = task
        let error = await #expect(throws: (any Error).self) { try await find(search) }
        let workError = WorkError(of: try #require(error))
        #expect(workError.code == "documents-refused" && workError.detail.contains("\(broken):2"))
    }
}
