import Checkpoints
import Foundation
import Hashing
import Testing
import Tokenizers

/// Tokenizers that `make_fixtures.py` trained, and the ids that the `tokenizers` package gives with them.
enum Fixture {
    struct Expected: Decodable {
        struct Entry: Decodable {
            /// The ids of the first texts.
            let ids: [[Int32]]
            /// Of all texts.
            let digest: String
            /// Of every scalar of each plane.
            let planes: [String]
            /// One more than the largest id.
            let tokens: Int
        }
        let texts: [String]
        let tokenizers: [String: Entry]
    }

    /// What the package gave.
    static let expected: Result<Expected, any Error> = Result {
        try JSONDecoder().decode(Expected.self, from: Data(contentsOf: folder().appending(path: "expected.json")))
    }

    static let names = [
        "bloom", "cl100k", "clip", "compatible", "deepseek", "falcon", "gemma", "gpt2", "llama2", "llama3", "mistral",
        "neox", "o200k", "pieces", "qwen2", "roberta", "starcoder", "words",
    ]

    static func folder() throws -> URL {
        try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    }

    static func path(of name: String) throws -> String { try folder().appending(path: "\(name).json").path }

    static func contents(of name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: path(of: name))))
    }

    static func tokenizer(_ name: String) throws -> BytePairTokenizer {
        try BytePairTokenizer(
            contents: contents(of: name), file: "\(name).json", vocabularyRows: 2000, prefix: .id(0))
    }

    /// SHA-256 over each text's count and ids, 32 bits each.
    static func digest(of texts: some Sequence<String>, by tokenizer: some Tokenizer) -> String {
        let computation = SHA256()
        for text in texts {
            let ids = tokenizer.encode(Array(text.utf8))
            ([Int32(ids.count)] + ids).withUnsafeBytes { computation.update($0) }
        }
        return "\(computation.finalize())"
    }

    /// Every scalar of a plane between letters, in documents of 1,024.
    static func documents(ofPlane plane: UInt32) -> [String] {
        let scalars = (plane << 16..<(plane + 1) << 16).compactMap(Unicode.Scalar.init)
        return stride(from: 0, to: scalars.count, by: 1024).map { start in
            var text = String.UnicodeScalarView()
            for scalar in scalars[start..<min(start + 1024, scalars.count)] {
                text.append(contentsOf: ["a", "'", scalar, " ", scalar])
            }
            return String(text)
        }
    }
}
