import API
import Hashing
import Scoring
import Storage
import StrictJSON
import Words

/// What reading every document of a blob tells: counts, hashes, domains.
struct DocumentScan: Sendable {
    /// What there is of one domain.
    struct Domain: Sendable {
        let domain: String
        var documents = 0
        var bytes = 0
    }

    let blob: SHA256Digest
    private(set) var documents = 0
    /// How many more there are that have no text, and are left out.
    private(set) var emptyDocuments = 0
    /// Bytes of the documents' text.
    private(set) var bytes = 0
    /// In the order of the documents.
    private(set) var fingerprints: [DocumentFingerprint] = []
    /// In the order of their names' bytes.
    private(set) var domains: [Domain] = []
    /// SHA-256 over every document in order: domain, text, and context, or token ids.
    private(set) var documentsHash: SHA256Digest

    /// Tokens of the documents' text under the byte tokenizer.
    var tokens: Int { bytes }

    /// Reads a verified blob; blocks the calling thread, and holds one document at a time.
    ///
    /// - Parameter tokens: how token ids are read, where the format holds those.
    /// - Throws: `DocumentError` with the line.
    init(_ blob: Blob, format: DocumentFormat, tokens: TokenReading? = nil) throws {
        self.blob = blob.digest
        let reader = DocumentReader(
            path: blob.path, name: "blob", format: format, domain: TaskDocuments.unnamedDomain, tokens: tokens)
        let computation = SHA256()
        var counts: [String: Domain] = [:]
        documentsHash = SHA256.hash([])
        emptyDocuments = try reader.forEach { document, line in
            let digest = document.digest
            documents += 1
            bytes += document.text.count
            fingerprints.append(DocumentFingerprint(hash: digest, line: line))
            counts[document.domain, default: Domain(domain: document.domain)].documents += 1
            counts[document.domain, default: Domain(domain: document.domain)].bytes += document.text.count
            let domain = SHA256.hash(document.domain.utf8).hex
            let context = document.context.map { SHA256.hash($0).hex } ?? "none"
            // Other ids may decode to the same text, and score otherwise.
            let ids = document.tokens.map { " ids " + SHA256.hash($0.flatMap(Self.bytes)).hex } ?? ""
            computation.update("\(domain) \(digest.hex) \(context)\(ids)\n".utf8)
        }
        documentsHash = computation.finalize()
        domains = counts.values.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) }
    }

    /// An id, little-endian.
    private static func bytes(_ id: Int32) -> [UInt8] {
        withUnsafeBytes(of: id.littleEndian) { Array($0) }
    }
}
