import API
import Conformance
import Foundation
import Hashing
import Mixtures
import Scoring
import Statistics
import Testing
import Tokenizers

import Words
@testable import Workers

@Suite struct DocumentCacheTests {
    /// The worker called it after the blob, and the service refused every score of such documents.
    @Test func documentsWithoutADomainStandUnderTheOneThatTheTaskNames() async throws {
        let blobs = try FolderBlobs()
        defer { blobs.remove() }
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let blob = try blobs.place(Data("{\"text\":\"a\"}\n{\"text\":\"b\",\"domain\":\"law\"}\n".utf8))
        let cache = DocumentCache(blobs: source)
        let unnamed = try await cache.documents(
            of: task(TaskDocuments(blob: blob, format: .jsonLines)), tokenizer: ByteTokenizer())
        #expect(unnamed.map(\.domain) == [TaskDocuments.unnamedDomain, "law"])
        let named = try await cache.documents(
            of: task(TaskDocuments(blob: blob, format: .jsonLines, domain: "other")), tokenizer: ByteTokenizer())
        #expect(named.map(\.domain) == ["other", "law"])
    }

    @Test func tokenIdsAreScoredAsTheyAre() async throws {
        let blobs = try FolderBlobs()
        defer { blobs.remove() }
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let ids: [UInt16] = [97, 98, 32, 99]
        let blob = try blobs.place(Data(ids.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }))
        let documents = TaskDocuments(blob: blob, format: .uint16, separator: 32)
        let prepared = try await DocumentCache(blobs: source)
            .documents(of: task(documents), tokenizer: ByteTokenizer())
        #expect(prepared.map(\.tokens) == [[97, 98], [99]])
        #expect(prepared.map(\.domain) == [TaskDocuments.unnamedDomain, TaskDocuments.unnamedDomain])
    }

    @Test func windowsAreCutToTheContextOfTheTask() async throws {
        let blobs = try FolderBlobs()
        defer { blobs.remove() }
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let documents = TaskDocuments(blob: try blobs.place(Data("twelve bytes".utf8)), format: .text)
        let cache = DocumentCache(blobs: source)
        for (context, windows) in [(4, 3), (12, 1), (4, 3)] {
            let prepared = try await cache.documents(
                of: task(documents, context: context), tokenizer: ByteTokenizer())
            #expect(prepared.map(\.windows.count) == [windows])
        }
    }

    @Test func aPartIsTheSameDocumentsAsInTheWhole() async throws {
        let blobs = try FolderBlobs()
        defer { blobs.remove() }
        let source = try BlobSource(dataFolder: blobs.folder, cacheFolder: blobs.folder + "/cache") { digest, _ in
            throw WorkFailure("blob-missing", digest.hex)
        }
        let lines = (0..<12).map { "{\"text\":\"\($0) \",\"domain\":\"\($0 % 2)\"}\n" }.joined()
        let documents = TaskDocuments(blob: try blobs.place(Data(lines.utf8)), format: .jsonLines)
        let cache = DocumentCache(blobs: source)
        let whole = try await cache.documents(of: task(documents), tokenizer: ByteTokenizer())
        let order = DocumentOrder(DocumentLayout(whole.map { ($0.domain, $0.cluster) }), seed: 3)
        for part in [DocumentPart(seed: 3, from: 0, to: 4), DocumentPart(seed: 3, from: 4, to: 12)] {
            let found = try await cache.documents(of: task(documents, part: part), tokenizer: ByteTokenizer())
            #expect(found.map(\.tokens) == order.documents(of: part).map { whole[$0].tokens })
            #expect(Set(found.map(\.domain)) == ["0", "1"])
        }
        await #expect(throws: WorkFailure.self) {
            try await cache.documents(
                of: task(documents, part: DocumentPart(seed: 3, from: 4, to: 13)), tokenizer: ByteTokenizer())
        }
    }

    private func task(_ documents: TaskDocuments, context: Int = 8, part: DocumentPart? = nil) -> EvaluationTask {
        EvaluationTask(
            members: [], tokenizer: .bytes, documents: documents, way: ScoringWay(context: context, part: part))
    }
}
