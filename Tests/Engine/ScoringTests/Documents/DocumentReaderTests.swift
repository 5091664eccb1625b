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

    @Test func readsATextFileAsOneDocument() throws {
        let content = Array("\u{FEFF}line one\r\nline two\n".utf8)
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
        ("{\"text\": \"a\"}\n{\"text\": \"\"}\n", 2, "\"text\" is empty"),
        ("{\"text\": \"a\"}\n\n{\"txt\": \"b\"}", 3, "no \"text\""),
        ("{\"text\": null}", 1, "no \"text\""),
        ("{\"text\": 5}", 1, "must be a string, not a number"),
        ("{\"text\": \"a\", \"domain\": 5}", 1, "\"domain\" must be a string"),
        ("{\"text\": \"a\", \"domain\": \"\"}", 1, "\"domain\" is empty"),
        ("{\"text\": \"a\", \"context\": []}", 1, "\"context\" must be a string"),
        ("{\"text\": \"a\", \"cluster\": {}}", 1, "\"cluster\" must be a string"),
        ("{\"text\": \"a\", \"text\": \"b\"}", 1, "stands twice"),
        ("[\"a\"]", 1, "found an array"), ("\"a\"", 1, "found a string"),
        ("{\"text\": \"a\"\n", 1, "byte 12: expected"), ("{\"text\": \"a\"} x", 1, "expected the end"),
        ("{\"text\": \"\\ud800\"}", 1, "surrogate"), ("{'text': 'a'}", 1, "a key"),
        ("\u{FEFF}{\"text\": \"a\"}", 1, "byte 239"),
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

    @Test func refusesJSONThatIsTooDeep() throws {
        let deep = { (levels: Int) in
            #"{"text":"a","x":"# + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
        }
        #expect(try read(deep(31).utf8).count == 1)
        let error = #expect(throws: DocumentError.self) { try read(deep(32).utf8) }
        #expect(error?.message.contains("levels of nesting") == true)
        #expect(throws: DocumentError.self) { try read(deep(500_000).utf8) }
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
