import Foundation
import TestSupport
import Testing
import Tokenizers

/// Tokenizers that are trained on real text when the test runs, and the ids of megabytes of it and of texts by chance.
@Suite(
    "The tokenizers package, asked live",
    .enabled(
        if: ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"] != nil,
        "set ASSAY_PEERS_PYTHON to a Python that has tokenizers"), .serialized)
struct PeerTests {
    @Test("It gives the same ids on real text", arguments: ["gpt2", "llama2", "llama3", "neox", "qwen2", "deepseek"])
    func sameIDsOnRealText(name: String) throws {
        let texts = try Self.realTexts()
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        #expect(bytes > 1_000_000, "this machine has little text to compare on")
        let folder = try TemporaryFolder()
        let sources = try texts.prefix(40).enumerated().map { index, text in
            try folder.write(Array(text.utf8), to: "text-\(index)")
        }
        let file = folder.path("tokenizer.json")
        try python(["train", name, "16000", file] + sources)
        try compare(texts + Self.textsByChance(count: 2000, seed: 11), tokenizer: file, folder)
    }

    @Test("It gives the same ids on texts by chance", arguments: Fixture.names)
    func sameIDsOnTextsByChance(name: String) throws {
        try compare(Self.textsByChance(count: 3000, seed: 5), tokenizer: Fixture.path(of: name), TemporaryFolder())
    }

    private func compare(_ texts: [String], tokenizer file: String, _ folder: TemporaryFolder) throws {
        var documents: [UInt8] = []
        for text in texts {
            withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { documents += $0 }
            documents += text.utf8
        }
        try folder.write(documents, to: "documents")
        try python(["encode", file, folder.path("documents"), folder.path("ids")])
        let theirs = try Data(contentsOf: URL(filePath: folder.path("ids")))
        let tokenizer = try BytePairTokenizer(
            contents: [UInt8](Data(contentsOf: URL(filePath: file))), file: file, vocabularyRows: 100_000,
            prefix: .id(0))
        var ours = Data()
        let clock = ContinuousClock()
        let time = clock.measure {
            for text in texts {
                let ids = tokenizer.encode(Array(text.utf8))
                ([Int32(ids.count)] + ids).withUnsafeBytes { ours.append(contentsOf: $0) }
            }
        }
        print("\(file.split(separator: "/").last ?? ""): \(documents.count) bytes in \(time), debug build")
        #expect(ours == theirs)
    }

    private func python(_ arguments: [String]) throws {
        let python = try #require(ProcessInfo.processInfo.environment["ASSAY_PEERS_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [try Fixture.folder().appending(path: "make_fixtures.py").path] + arguments
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    /// Text that stands on most machines: licences, and what Python brings.
    private static func realTexts() throws -> [String] {
        let files = FileManager.default
        let folders = ["/usr/share/common-licenses", "/usr/lib/python3", "/usr/include", "/usr/share/perl"]
        var texts: [String] = []
        var bytes = 0
        for folder in folders {
            for path in files.enumerator(atPath: folder)?.compactMap({ $0 as? String }).sorted() ?? [] {
                guard bytes < 4_000_000 else { return texts }
                guard let data = files.contents(atPath: "\(folder)/\(path)"), data.count < 300_000,
                    let text = String(validating: data, as: UTF8.self), !text.isEmpty
                else { continue }
                texts.append(text)
                bytes += data.count
            }
        }
        return texts
    }

    /// Texts of words, spaces, marks, scripts and any scalars at all.
    private static func textsByChance(count: Int, seed: UInt64) -> [String] {
        var generator = SeededGenerator(state: seed)
        let words = [
            "<|endoftext|>", "<s>", "</s>", "tok", "ab", "Zz", "<unk>", "[UNK]", "\r\n", "don't", "WE'LL", "hello",
            "  ",
            "    ", "<0x41>", "<|im_start|>", "\n\n", "_tok_", " tok ", " Zz  ", "'s", "'ſ", "...", "12345", "e\u{301}",
            "\u{1100}\u{1161}\u{11A8}", "👩\u{200D}🚀", "हिन्दी", "漢字", "ﾊﾟ", "İ", "\u{344}", "\u{FB1D}", "▁", "Ġ",
        ]
        let ranges: [ClosedRange<UInt32>] = [0x20...0x7E, 0x20...0x7E, 0...0x24F, 0x300...0xD7FF, 0xE000...0x10FFFF]
        return (0..<count).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...60, using: &generator) {
                if Int.random(in: 0..<4, using: &generator) == 0, let word = words.randomElement(using: &generator) {
                    text.append(contentsOf: word.unicodeScalars)
                } else if let range = ranges.randomElement(using: &generator),
                    let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator))
                {
                    text.append(contentsOf: repeatElement(scalar, count: Int.random(in: 1...2, using: &generator)))
                }
            }
            return String(text)
        }
    }

    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }
}
