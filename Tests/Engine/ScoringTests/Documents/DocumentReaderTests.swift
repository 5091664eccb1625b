import Compression
import Scoring
import TestSupport
import Testing
import Words

@Suite struct DocumentReaderTests {
    private func read(
        _ content: some Sequence<UInt8>, _ format: DocumentFormat = .jsonLines, domain: String? = nil
    ) throws -> [Document] {
        let folder = try TemporaryFolder()
        let path = try folder.write(content, to: "file.txt")
        return try DocumentReader(path: path, name: "file.txt", format: format, domain: domain).documents()
    }

    private func text(_ document: Document?) -> String? { document.map { String(decoding: $0.text, as: UTF8.self) } }

    @Test func readsALineADocument() throws {
        let documents = try read(
            """
            {"text": "one", "domain": "a", "id": 17, "meta": {"x": [1, 2.5e3, null]}}\r
            {"context": "before", "text": "tw\\u00f6\\n", "cluster": "c"}

               \t
            {"text":"three","domain":null}
            """.utf8)
        #expect(documents.map(\.domain) == ["a", "file.txt", "file.txt"])
        #expect(documents.map(text) == ["one", "twö\n", "three"])
        #expect(documents[1].context == Array("before".utf8))
        #expect(documents[1].cluster == "c")
        #expect(documents[0].context == nil)
        #expect(documents[0].digest == Document(text: Array("one".utf8), domain: "other").digest)
    }

    /// Cases A7: an unread value might hold anything, an unread key might not.
    @Test(arguments: [
        #"{"a\qb": 1, "text": "x"}"#, #"{"text": "x", "\u12": {"\ud800": NaN}}"#, "{\"a\u{1}b\": 1, \"text\": \"x\"}",
        #"{"\x\"text\"": "no", "text": "x"}"#,
    ])
    func anUnreadKeyStopsNobodyHoweverItIsSpelt(line: String) throws {
        #expect(try read(line.utf8).map(text) == ["x"])
    }

    @Test func aKeyThatIsReadMayBeEscapedAndIsReadOnce() throws {
        #expect(try read(#"{"te\u0078t": "x"}"#.utf8).map(text) == ["x"])
        #expect(throws: DocumentError.self) { try read(#"{"te\u0078t": "x", "text": "y"}"#.utf8) }
        #expect(throws: DocumentError.self) { try read(#"{"text": "a\qb"}"#.utf8) }
        #expect(throws: DocumentError.self) { try read(#"{"text": "x", "a"#.utf8) }
    }

    @Test func readsATextFileAsOneDocument() throws {
        let content = Array("line one\r\nline two\n".utf8)
        #expect(try read(content, .text) == [Document(text: content, domain: "file.txt")])
        #expect(try read(content, .text, domain: "law").map(\.domain) == ["law"])
        #expect(try read(#"{"text":"a"}"#.utf8, domain: "law").map(\.domain) == ["law"])
        #expect(try read(#"{"text":"a","domain":"own"}"#.utf8, domain: "law").map(\.domain) == ["own"])
    }

    @Test func readsGzipWhateverItsName() throws {
        let line = #"{"text": "packed"}"# + "\n"
        #expect(try read(Gzip.compress(Array(line.utf8))).map(text) == ["packed"])
        #expect(try read(Gzip.compress(Array("packed".utf8)), .text).map(text) == ["packed"])
        let error = #expect(throws: DocumentError.self) {
            try read(Gzip.compress(Array(line.utf8)).dropLast(5))
        }
        #expect(error?.description.contains("gzip") == true)
    }

    @Test func boundsWhatGzipInflatesTo() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(try Gzip.compress([UInt8](repeating: 0x20, count: 100_000)), to: "a")
        #expect(throws: DocumentError.self) {
            try DocumentReader(path: path, format: .text, inflatedLimit: 99_999).documents()
        }
        #expect(try DocumentReader(path: path, format: .text, inflatedLimit: 100_000).documents().count == 1)
    }

    @Test func readsLinesThatCrossThePiecesOfAFile() throws {
        let lengths = [1, 70_000, 3, 200_000, 65_536, 5]
        let lines = lengths.map { #"{"text":""# + String(repeating: "x", count: $0) + #""}"# }
        #expect(try read(lines.joined(separator: "\n").utf8).map(\.text.count) == lengths)
        #expect(try read((lines.joined(separator: "\n") + "\n").utf8).map(\.text.count) == lengths)
    }

    @Test(arguments: [
        ("{\"text\": \"a\"}\n\n{\"txt\": \"b\"}", 3, "no \"text\""),
        ("{\"text\": null}", 1, "no \"text\""),
        ("{\"text\": 5}", 1, "must be a string, not a number"),
        ("{\"text\": \"a\", \"domain\": 5}", 1, "\"domain\" must be a string"),
        ("{\"text\": \"a\", \"domain\": \"\"}", 1, "\"domain\" is empty"),
        ("{\"text\": \"a\", \"context\": []}", 1, "\"context\" must be a string"),
        ("{\"text\": \"a\", \"cluster\": {}}", 1, "\"cluster\" must be a string"),
        ("{\"text\": \"a\", \"text\": \"b\"}", 1, "stands twice"),
        ("{\"text\": \"a\"}\n[\"a\"]", 2, "expected '{', found '['"), ("\"a\"", 1, "expected '{'"),
        ("{\"text\": \"a\"\n", 1, "byte 12: expected"), ("{\"text\": \"a\"} x", 1, "expected the end"),
        ("{\"text\": \"\\ud800\"}", 1, "surrogate"), ("{'text': 'a'}", 1, "a key"),
    ])
    func namesTheLineThatIsWrong(content: String, line: Int, words: String) throws {
        let error = #expect(throws: DocumentError.self) { try read(content.utf8) }
        #expect(error?.file == "file.txt")
        #expect(error?.line == line)
        #expect(error?.description.hasPrefix("file.txt:\(line): ") == true)
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test func namesTheLineThatIsNotUTF8() throws {
        let line = Array(#"{"text": "a"#.utf8) + [0xFF] + Array("\"}\n".utf8)
        #expect(throws: DocumentError.self) { try read(line) }
        let error = #expect(throws: DocumentError.self) { try read(Array("a\nb\n".utf8) + [0xC3, 0x28], .text) }
        #expect(error?.line == 3)
        #expect(error?.message.contains("byte 4") == true)
    }

    /// Cases, A7: what stands under keys that nobody reads changes no number.
    @Test(arguments: [
        "NaN", "-Infinity", "[1, {\"a\": NaN}, \"]\"]", "{\"a\": 1, \"a\": 2}", "\"\\ud800\"", "1e999999", "01",
        "\"\\q\"",
        String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000), "{}", "\"a \\\" } b\"",
    ])
    func whateverStandsUnderOtherKeysIsPassedOver(value: String) throws {
        let line = "{\"meta\": \(value), \"text\": \"one\", \"other\": \(value)}"
        #expect(try read(line.utf8).map(text) == ["one"])
    }

    @Test func otherKeysMayStandTwiceAndHoldWhatIsNotUTF8() throws {
        let line = Array("{\"id\": 1, \"id\": 2, \"text\": \"one\", \"name\": \"".utf8) + [0xE9] + Array("\"}".utf8)
        #expect(try read(line).map(text) == ["one"])
    }

    @Test(arguments: [
        "{\"text\": NaN}", "{\"meta\": [1, \"text\": \"a\"}", "{\"meta\": \"a, \"text\": \"a\"}",
        "{\"meta\": , \"text\": \"a\"}",
        "{\"text\": \"a\", \"meta\": [1}}", "{\"text\": \"a\", \"text\": null}",
    ])
    func aLineThatEndsNowhereOrIsReadOtherwiseIsRefused(line: String) throws {
        #expect(throws: DocumentError.self) { try read(line.utf8) }
    }

    @Test func aByteOrderMarkIsNoPartOfAText() throws {
        #expect(try read("\u{FEFF}{\"text\": \"a\"}\n".utf8).map(text) == ["a"])
        #expect(try read("\u{FEFF}plain".utf8, .text).map(text) == ["plain"])
        #expect(try read(Gzip.compress(Array("\u{FEFF}{\"text\": \"a\"}".utf8))).map(text) == ["a"])
        #expect(throws: DocumentError.self) { try read("\u{FEFF}".utf8, .text) }
    }

    @Test func documentsWithoutTextAreLeftOutAndCounted() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "{\"text\": \"\"}\n{\"text\": \"a\"}\n\n{\"text\": \"\", \"domain\": \"d\"}\n{\"text\": \" \"}\n".utf8,
            to: "f")
        var lines: [Int] = []
        let empty = try DocumentReader(path: path, format: .jsonLines).forEach { _, line in lines.append(line) }
        #expect(empty == 2 && lines == [2, 5], "white space is text")
        let error = #expect(throws: DocumentError.self) { try read("{\"text\": \"\"}\n{\"text\": \"\"}\n".utf8) }
        #expect(error?.message == "holds no document with text: all 2 are empty")
    }

    /// Newcomer, bug 4, and cases, A9.
    @Test(arguments: [
        ("[{\"text\": \"a\"},\n{\"text\": \"b\"}]\n", "is a JSON array"),
        ("{\n  \"text\": \"a\"\n}\n", "is one JSON object"),
        ("id,text\n1,a\n", "is a table"), ("PAR1\u{15}\u{4}", "Parquet"), ("%PDF-1.4\n", "is a PDF"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "Git LFS pointer"),
        ("PK\u{3}\u{4}", "zip archive"),
    ])
    func aFileOfAnotherKindIsNamed(content: String, words: String) throws {
        let error = #expect(throws: DocumentError.self) { try read(content.utf8) }
        #expect(error?.file == "file.txt" && error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test func soIsOneThatIsNoTextInEitherFormat() throws {
        for format in [DocumentFormat.jsonLines, .text] {
            for (content, words) in [
                ([0x28, 0xB5, 0x2F, 0xFD] as [UInt8], "unzstd"), ([0xFF, 0xFE, 0x7B, 0x00], "UTF-16"),
                (Array("PAR1".utf8), "Parquet"), (try Gzip.compress(Array("PAR1".utf8)), "Parquet"),
            ] {
                let error = #expect(throws: DocumentError.self) { try read(content, format) }
                #expect(error?.message.contains(words) == true, "\(String(describing: error))")
            }
        }
        #expect(try read("<html>".utf8, .text).count == 1, "a page is text to whoever says so")
    }

    @Test func refusesAFileWithoutDocuments() throws {
        #expect(throws: DocumentError(file: "file.txt", message: "holds no document")) { try read([]) }
        #expect(throws: DocumentError(file: "file.txt", message: "holds no document")) { try read("\n \n".utf8) }
        #expect(throws: DocumentError(file: "file.txt", message: "the document is empty")) { try read([], .text) }
    }

    @Test func namesAFileThatCannotBeRead() throws {
        let folder = try TemporaryFolder()
        for path in [folder.path("missing"), folder.path] {
            let error = #expect(throws: DocumentError.self) {
                try DocumentReader(path: path, format: .text).documents()
            }
            #expect(error?.file == path)
        }
    }
}
