import API
import Foundation
import Hashing
import Scoring
import Testing

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
        let unnamed = try await cache.documents(TaskDocuments(blob: blob, format: .jsonLines))
        #expect(unnamed.map(\.domain) == [TaskDocuments.unnamedDomain, "law"])
        let named = try await cache.documents(TaskDocuments(blob: blob, format: .jsonLines, domain: "other"))
        #expect(named.map(\.domain) == ["other", "law"])
    }
}
