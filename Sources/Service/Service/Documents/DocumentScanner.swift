import API
import Hashing
import Scoring
import Storage
import StrictJSON

/// Reads the documents of uploaded blobs, and holds them against those that are there.
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
        blob hash: String, format: API.DocumentFormat, tokens: TokenReading? = nil
    ) async throws -> DocumentScan {
        let format: Storage.DocumentFormat = try same(format)
        do {
            let blob = try await store.blobs.blob(named: hash)
            return try await blocking.run { try DocumentScan(blob, format: format, tokens: tokens) }
        } catch let fault as BlobFault {
            throw Problem.field("/blob", fault.description)
        } catch let error as DocumentError {
            let line = error.line.map { "line \($0): " } ?? ""
            throw Problem.field("/blob", line + error.message)
        }
    }

    /// Refuses documents that stand already where they must not stand too.
    func refuseOverlap(
        of scan: DocumentScan, corpus: String, with roles: Set<DocumentRole>, in transaction: Transaction
    ) throws {
        let conflicts = try transaction.conflicts(of: scan.fingerprints, corpus: corpus, roles: roles, limit: 100)
        guard !conflicts.isEmpty else { return }
        let place = JSONPointer.root.appending("blob")
        throw Problem(
            .documentsOverlap,
            "Documents of the corpus \"\(corpus)\" must stand on one side only, and in one partition.",
            errors: conflicts.map { conflict in
                FieldError(
                    pointer: place,
                    detail: "line \(conflict.document.line) stands on line \(conflict.ownerLine) of "
                        + "\(conflict.role.owner) \"\(conflict.ownerName)\" (\(conflict.owner)) too")
            })
    }
}

extension DocumentRole {
    fileprivate var owner: String {
        switch self {
        case .partition: "the partition"
        case .base: "the base's share"
        case .evaluation: "the evaluation set"
        }
    }
}
