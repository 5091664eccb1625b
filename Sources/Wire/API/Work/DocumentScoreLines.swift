import Mixtures
public import Statistics
import StrictJSON

/// The scores of single documents as a blob holds them: one JSON object a line, in order of the documents.
///
/// A worker writes them, the service and its clients read them.
public enum DocumentScoreLines {
    private struct Line: Encodable {
        let domain: String
        let cluster: String?
        let tokens: Int
        let words: Int
        let characters: Int
        let bytes: Int
        let nll: Double
    }

    /// The lines of some documents.
    public static func bytes(_ documents: some Sequence<DocumentScores.Document>) throws -> [UInt8] {
        try documents.flatMap { document in
            let sums = document.sums
            let line = Line(
                domain: document.domain, cluster: document.cluster, tokens: sums.tokens, words: sums.words,
                characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
            return try JSONCoder.encode(line) + [UInt8(ascii: "\n")]
        }
    }

    /// Reads what ``bytes(_:)`` wrote.
    ///
    /// - Throws: ``DocumentLinesError`` with the line.
    public static func read(_ bytes: some Collection<UInt8>) throws(DocumentLinesError)
        -> DocumentScores
    {
        let text = Array(bytes)
        let documents: [DocumentScores.Document]
        do throws(JSONError) {
            documents = try text.withUnsafeBufferPointer { (buffer) throws(JSONError) in
                var scanner = try JSONScanner(UnsafeRawBufferPointer(buffer), depthLimit: 2)
                var documents: [DocumentScores.Document] = []
                scanner.skipWhitespace()
                while scanner.next != nil {
                    documents.append(try document(&scanner))
                    scanner.skipWhitespace()
                }
                return documents
            }
        } catch {
            throw DocumentLinesError(
                line: text.prefix(error.offset).count { $0 == 0x0A } + 1, message: error.message)
        }
        do throws(DocumentScoresError) {
            return try DocumentScores(documents)
        } catch {
            throw DocumentLinesError(line: nil, message: "\(error)")
        }
    }

    private static func document(_ scanner: inout JSONScanner) throws(JSONError)
        -> DocumentScores.Document
    {
        var domain: String?
        var cluster: String?
        var counts: [String: Int] = [:]
        var nll: Double?
        try scanner.object { (scanner, key) throws(JSONError) in
            switch String(decoding: key, as: UTF8.self) {
            case "domain": domain = String(decoding: try scanner.string(), as: UTF8.self)
            case "cluster": cluster = String(decoding: try scanner.string(), as: UTF8.self)
            case let name where ["tokens", "words", "characters", "bytes"].contains(name):
                let count = try scanner.unsignedInteger()
                guard let count = Int(exactly: count) else { throw scanner.error("\(name) is \(count)") }
                counts[name] = count
            case "nll":
                let lexeme = try scanner.number()
                guard let number = Double(lexeme) else {
                    throw scanner.error("nll is \(lexeme.prefix(40))")
                }
                nll = number
            case let name: throw scanner.error("the key \"\(name.prefix(80))\" is unknown here")
            }
        }
        guard let domain, let nll, let tokens = counts["tokens"], let words = counts["words"],
            let characters = counts["characters"], let bytes = counts["bytes"]
        else { throw scanner.error("expected domain, tokens, words, characters, bytes and nll") }
        return DocumentScores.Document(
            domain: domain, cluster: cluster,
            sums: ScoreSums(tokens: tokens, words: words, characters: characters, bytes: bytes, nll: nll))
    }
}

/// Why bytes are not the scores of documents.
public struct DocumentLinesError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1; `nil` when the documents as a whole are at fault.
    public let line: Int?
    public let message: String

    public var description: String { (line.map { "line \($0): " } ?? "") + message }
}
