import API
import Foundation
import LanguageModels
import Scoring

/// The tokens of documents and what each costs, as a blob holds them: one JSON object a line, in order of the
/// documents.
///
/// A notebook has a row a document at once, and a row a token by `pandas.read_json(path, lines=True)` and
/// `.explode(["tokens", "nll"])`.
enum TokenLines {
    private struct Line: Encodable {
        /// The document's place in the evaluation set, from 0.
        let document: Int
        let domain: String
        let cluster: String?
        /// The ids of the tokens that are scored.
        let tokens: [Int32]
        /// The negative log-likelihood of each in nats: the shortest decimal that gives the same f32.
        let nll: [Float]
    }

    /// Writes the lines to a file, one after the other, so that they never stand in memory together; blocks the thread.
    ///
    /// - Parameter scores: one a document, with its tokens kept.
    static func write(_ documents: [PreparedDocument], _ scores: [DocumentScore], to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw WorkFailure("file-not-made", "cannot make the file \(path)", isRetryable: true) }
        for (index, (document, score)) in zip(documents, scores).enumerated() {
            let line = Line(
                document: index, domain: score.domain, cluster: score.cluster,
                tokens: document.windows.flatMap(\.targets), nll: score.tokens ?? [])
            try file.write(contentsOf: try JSONCoder.encode(line) + [UInt8(ascii: "\n")])
        }
        try file.close()
    }
}
