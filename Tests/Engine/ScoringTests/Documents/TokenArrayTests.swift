import Compression
import Foundation
import Scoring
import StrictJSON
import TestSupport
import Testing
import Tokenizers
import Words

@Suite(.serialized) struct TokenArrayTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)

    /// The bytes of a `.npy` file.
    static func npy(_ dictionary: String, version: UInt8 = 1, claiming length: Int? = nil, data: [UInt8]) -> [UInt8] {
        let text = Array(dictionary.utf8)
        let count = length ?? text.count
        let size = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + data
    }

    static func header(_ descr: String, _ shape: String, fortran: String = "False") -> String {
        "{'descr': '\(descr)', 'fortran_order': \(fortran), 'shape': \(shape), }          \n"
    }

    static func little<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
        values.flatMap { value in withUnsafeBytes(of: value.littleEndian, Array.init) }
    }

    static func read(
        _ bytes: [UInt8], _ format: DocumentFormat, separator: Int32? = 256, tokenizer: any Tokenizer = ByteTokenizer(),
        rows: Int = 300
    ) throws -> [Document] {
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, to: "array")
        let reading = TokenReading(tokenizer: tokenizer, vocabularyRows: rows, separator: separator)
        return try DocumentReader(path: path, name: "array", format: format, tokens: reading).documents()
    }

    static func documents(
        _ ids: [UInt16], separator: Int32?, tokenizer: any Tokenizer, rows: Int
    ) throws -> [Document] {
        try read(little(ids), .uint16, separator: separator, tokenizer: tokenizer, rows: rows)
    }

    private func texts(_ documents: [Document]) -> [String] {
        documents.map { String(decoding: $0.text, as: UTF8.self) }
    }

    @Test func cutsRawArraysAtTheIdsThatEndDocuments() throws {
        let ids: [UInt16] = [256, 104, 105, 256, 256, 111, 107, 256]
        let documents = try Self.read(Self.little(ids), .uint16)
        #expect(documents.map(\.tokens) == [[104, 105], [111, 107]])
        #expect(texts(documents) == ["hi", "ok"])
        #expect(documents.map(\.domain) == ["array", "array"])
        #expect(try texts(Self.read(Self.little(ids.map(UInt32.init)), .uint32)) == ["hi", "ok"])
        #expect(try Self.read(Self.little(ids), .uint16, separator: nil).map(\.tokens) == [ids.map(Int32.init)])
        #expect(try texts(Self.read(Self.little(ids.dropLast()), .uint16)) == ["hi", "ok"])
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func readsEveryVersionAndTypeOfNumpyArrays(version: UInt8) throws {
        let ids = [104, 105, 256, 111]
        let arrays: [(String, [UInt8])] = [
            ("<u2", Self.little(ids.map(UInt16.init))), ("<u4", Self.little(ids.map(UInt32.init))),
            ("<i4", Self.little(ids.map(Int32.init))), ("<i8", Self.little(ids.map(Int64.init))),
            (">u2", Self.little(ids.map { UInt16($0).byteSwapped })), (">i8", Self.little(ids.map { $0.byteSwapped })),
        ]
        for (descr, data) in arrays {
            let line = Self.npy(Self.header(descr, "(4,)"), version: version, data: data)
            #expect(try texts(Self.read(line, .npy)) == ["hi", "o"], "\(descr)")
            #expect(try texts(Self.read(Gzip.compress(line), .npy)) == ["hi", "o"], "\(descr)")
            let rows = Self.npy(Self.header(descr, "(2, 2)"), version: version, data: data)
            #expect(try Self.read(rows, .npy).map(\.tokens) == [[104, 105], [256, 111]], "\(descr)")
        }
    }

    @Test func takesNoRawArrayForGzip() throws {
        // 35615 is what gzip begins with; arrays hold any id.
        let read = try Self.read(
            Self.little([35615, 104] as [UInt16]), .uint16, separator: nil, tokenizer: Wide(), rows: 50_000)
        #expect(read.map(\.tokens) == [[35615, 104]])
    }

    @Test func readsArraysThatCrossThePiecesOfAFile() throws {
        let ids = (0..<100_001).map { UInt16($0 % 251) } + [256] + (0..<40_000).map { UInt16($0 % 13) }
        let documents = try Self.read(
            Self.npy(Self.header("<u2", "(\(ids.count),)") + " ", data: Self.little(ids)), .npy)
        #expect(documents.map { $0.tokens?.count } == [100_001, 40_000])
        #expect(documents.first?.text == ids.prefix(100_001).map { UInt8($0) })
    }

    static let broken: [(bytes: [UInt8], format: DocumentFormat, words: String)] = [
        ([], .npy, "the file ends within the first bytes"), ([], .uint16, "holds no document"),
        (little([256, 256] as [UInt16]), .uint16, "holds no document"),
        ([104, 0, 105], .uint16, "ends within an id: each takes 2 bytes, and 1 are left over"),
        ([104, 0, 0, 0, 1, 0], .uint32, "each takes 4 bytes, and 2 are left over"),
        (
            little([104, 300] as [UInt16]), .uint16,
            "the id 300 at position 1, counted from 0, is not one of the embedding's 300"
        ),
        (little([.max] as [UInt32]), .uint32, "the id 4294967295 at position 0"),
        (little([104, 299] as [UInt16]), .uint16, "no token of the tokenizer has the id 299 at position 1"),
        (Array("\u{93}NUMPX 1234".utf8), .npy, "does not begin with"),
        (npy("", version: 4, data: []), .npy, "version 4.0"), (npy("", version: 0, data: []), .npy, "version 0.0"),
        (npy(header("<u2", "(1,)"), claiming: 60_000, data: [1, 0]), .npy, "ends within the header"),
        (npy(header("<u2", "(1,)"), version: 2, claiming: 1 << 30, data: [1, 0]), .npy, "claims 1073741824 bytes"),
        (npy("{", data: []), .npy, "expected a dictionary"), (npy("{} {}", data: []), .npy, "expected a dictionary"),
        (npy("{'shape': (1,), 'shape': (1,)}", data: []), .npy, "expected a dictionary"),
        (
            npy("{'descr': [('a', '<u2')], 'fortran_order': False, 'shape': (1,)}", data: [1, 0]), .npy,
            "a record of several"
        ),
        (
            npy("{'fortran_order': False, 'shape': (1,)}", data: [1, 0]), .npy,
            "\"descr\" must be one type, not missing"
        ),
        (npy("{'descr': '<u2', 'shape': (1,)}", data: [1, 0]), .npy, "\"fortran_order\" must be"),
        (npy("{'descr': '<u2', 'fortran_order': False}", data: [1, 0]), .npy, "\"shape\" must be"),
        (
            npy("{'descr': '<u2', 'fortran_order': False, 'shape': (1,), 'x': True}", data: [1, 0]), .npy,
            "unknown key \"x\""
        ),
        (npy(header("<f4", "(1,)"), data: [0, 0, 0, 0]), .npy, "'<f4'"),
        (npy(header("|u1", "(1,)"), data: [1]), .npy, "'|u1'"),
        (npy(header("|O", "(1,)"), data: [1]), .npy, "'|O'"),
        (npy(header("<u2", "()"), data: [1, 0]), .npy, "has 0 dimensions"),
        (npy(header("<u2", "(1, 1, 1)"), data: [1, 0]), .npy, "has 3 dimensions"),
        (npy(header("<u2", "(-1,)"), data: [1, 0]), .npy, "expected a dictionary"),
        (npy(header("<u2", "(99999999999999999999,)"), data: [1, 0]), .npy, "expected a dictionary"),
        (npy(header("<u2", "(4611686018427387904, 4)"), data: [1, 0]), .npy, "beyond 2^63"),
        (npy(header("<u2", "(2,)"), data: [1, 0]), .npy, "ends after 1 of the 2 ids"),
        (
            npy(header("<u2", "(2, 4611686018427387903)"), data: [1, 0]), .npy,
            "ends after 1 of the 9223372036854775806"
        ),
        (npy(header("<u2", "(1,)"), data: [1, 0, 2, 0]), .npy, "more bytes than the 1 ids"),
        (npy(header("<u2", "(1,)"), data: [1, 0, 2]), .npy, "more bytes than the 1 ids"),
        (npy(header("<u2", "(0, 4)"), data: []), .npy, "holds no document"),
        (npy(header("<u2", "(4, 0)"), data: []), .npy, "holds no document"),
        (npy(header("<u2", "(2, 2)", fortran: "True"), data: [1, 0, 2, 0, 3, 0, 4, 0]), .npy, "ascontiguousarray"),
        (npy(header("<i4", "(1,)"), data: [0xFF, 0xFF, 0xFF, 0xFF]), .npy, "the id -1 at position 0"),
    ]

    @Test(arguments: broken.indices)
    func refusesAnArrayThatBreaksARule(index: Int) throws {
        let (bytes, format, words) = Self.broken[index]
        let error = try #require(throws: DocumentError.self) { try Self.read(bytes, format) }
        #expect(error.file == "array")
        #expect(error.description.contains(words), "\(error)")
    }

    @Test func needsATokenizer() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1, 0], to: "array")
        let error = #expect(throws: DocumentError.self) { try DocumentReader(path: path, format: .uint16).documents() }
        #expect(error?.message.contains("tokenizer") == true)
    }

    @Test func scoresArraysOnTheCommandLineAsTheTextThatTheyHold() throws {
        let folder = try TemporaryFolder()
        let text = "one text in bytes"
        let ids = text.utf8.map(UInt16.init)
        let plain = try folder.write(Array(text.utf8), to: "a.txt")
        let raw = try folder.write(Self.little([256] + ids + [256] + ids), to: "a.bin")
        let wide = try folder.write(Self.little(ids.map(UInt32.init)), to: "b.bin")
        let rows = try folder.write(
            Self.npy(Self.header("<u2", "(2, \(ids.count))"), data: Self.little(ids + ids)), to: "a.npy")
        let result = try assayd.run([
            "score", Fixture.path("llama"), "--json", "--per-token", "--domain", "d", "--text", plain, "--npy", rows,
            "--uint16", raw, "--uint32", wide,
        ])
        #expect(result.status == 0, "\(result.error)")
        guard case .array(let documents)? = try JSONValue(parsing: Data(result.output.utf8))["documents"] else {
            Issue.record("no documents: \(result.output)")
            return
        }
        #expect(documents.map { $0["line"]?.integer } == [1, 1, 2, 1, 2, 1])
        for key in ["nll", "bytes", "words", "characters", "token_ids", "token_nll"] {
            #expect(Set(documents.map { $0[key] }).count == 1, "\(key)")
        }
        let whole = try assayd.run(["score", Fixture.path("llama"), "--json", "--separator", "none", "--uint16", raw])
        #expect(try JSONValue(parsing: Data(whole.output.utf8))["tokens"]?.integer == 2 * ids.count + 2)
        for (arguments, words) in [(["--separator", "-1"], "separator"), (["--per-token"], "--json")] {
            let refused = try assayd.run(["score", Fixture.path("llama"), "--uint16", raw] + arguments)
            #expect(refused.status == 64)
            #expect(refused.error.contains(words), "\(refused.error)")
        }
    }

    @Test func computesInThePrecisionThatIsAskedFor() throws {
        let lines = try ["f32", "bf16"].map { precision in
            let result = try assayd.run([
                "score", Fixture.path("llama"), "--jsonl", Fixture.path("documents.jsonl"), "--precision", precision,
            ])
            #expect(result.status == 0, "\(result.error)")
            return result.output
        }
        #expect(lines[0] != lines[1])
        #expect(try assayd.run(["score", "a", "--text", "b", "--precision", "int8"]).status == 64)
    }

    /// More ids than bytes: each stands for a letter.
    private struct Wide: Tokenizer {
        let vocabularySize = 50_000
        let prefixToken: Int32 = 0
        let hash = "wide"
        func bytes(of token: Int32) -> [UInt8]? { [0x61] }
        func encode(_ text: [UInt8]) -> [Int32] { text.map { _ in 1 } }
    }
}
