import API
import Hashing
import Scoring
import Storage
import StrictJSON
import Words

/// Reads the documents of uploaded blobs.
struct DocumentScanner: Sendable {
    let store: Store
    let blocking: BlockingQueue
    let tokenizers: OpenTokenizers
}

extension DocumentScanner {
    /// Reads the documents of an uploaded blob; errors are put at `blob`.
    ///
    /// - Parameter tokens: how token ids are read, where the format holds those.
    func scan(
        blob hash: String, format: DocumentFormat, tokens: TokenReading? = nil
    ) async throws -> DocumentScan {
        do {
            let blob = try await store.blobs.blob(named: hash)
            return try await blocking.run { try DocumentScan(blob, format: format, tokens: tokens) }
        } catch let fault as BlobFault {
            throw Problem.field("/blob", fault.description)
        } catch let error as DocumentError where !error.lacksDescriptor {
            let line = error.line.map { "line \($0): " } ?? ""
            throw Problem.field("/blob", line + error.message)
        }
    }
}
