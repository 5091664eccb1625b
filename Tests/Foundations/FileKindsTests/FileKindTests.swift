import FileKinds
import Testing

@Suite struct FileKindTests {
    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", FileKind.gitLFSPointer),
        ("%PDF-1.7\n", .pdf), ("PAR1\u{15}\u{4}", .parquet), ("ARROW1\0\0", .arrow), ("GGUF\u{3}\0\0\0", .gguf),
        ("PK\u{3}\u{4}\u{14}\0", .zip), ("BZh91AY", .bzip2), ("SQLite format 3\0", .sqlite),
        ("<!DOCTYPE html><html>", .html), ("\n <HTML lang=\"en\">", .html),
    ])
    func aKindIsToldByItsFirstBytes(content: String, kind: FileKind) {
        #expect(FileKind(prefix: Array(content.utf8)) == kind)
    }

    @Test(arguments: [
        ([0x28, 0xB5, 0x2F, 0xFD, 0x04] as [UInt8], FileKind.zstandard), ([0x1F, 0x8B, 0x08], .gzip),
        ([0xFF, 0xFE, 0x61, 0x00], .utf16), ([0xFF, 0xFE, 0x00, 0x00, 0x61], .utf32),
        ([0xFE, 0xFF, 0x00, 0x61], .utf16),
        ([0x80, 0x02, 0x7D], .pickle), ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1], .numpy),
        ([UInt8](repeating: 0x61, count: 257) + Array("ustar\0".utf8), .tar),
    ])
    func soAreThoseThatAreNoText(content: [UInt8], kind: FileKind) {
        #expect(FileKind(prefix: content) == kind)
    }

    @Test(arguments: [
        "", "Hello", "{\"text\": \"a\"}", "BZh is how a file of bzip2 begins", "\u{FEFF}Hello", "PARIS",
        "version 2 of this",
        "< html is a tag", "GG UF",
    ])
    func textIsNone(content: String) {
        #expect(FileKind(prefix: Array(content.utf8)) == nil)
    }

    @Test func everyKindSaysWhatToDo() {
        for kind in FileKind.allCases {
            #expect(kind.sentence.hasPrefix("is ") || kind.sentence.hasPrefix("is compressed"), "\(kind)")
            #expect(kind.sentence.contains(": "), "\(kind)")
        }
    }
}

@Suite struct TextShapeTests {
    private func shape(_ text: String) -> TextShape? { TextShape(prefix: Array(text.utf8)) }

    @Test(arguments: [
        ("[{\"text\": \"a\"}, {\"text\": \"b\"}]", TextShape.jsonArray), ("[\n  \"one\",\n  \"two\"\n]", .jsonArray),
        ("[{\"text\": \"a\"}]", .jsonArray), ("{\"text\": \"a\"}\n{\"text\": \"b\"}\n", .jsonLines),
        ("\u{FEFF}{\"text\": NaN}\n", .jsonLines), ("{\n  \"data\": [1, 2]\n}\n", .jsonObject),
        ("id,text\n1,hello\n", .table(separator: ",")),
        ("\"id\",\"Text\"\r\n\"1\",\"a, b\"\r\n", .table(separator: ",")),
        ("text\tlabel\nsome words\t1\n", .table(separator: "\t")), ("id;content\n1;x\n", .table(separator: ";")),
    ])
    func moreThanPlainTextIsSeen(text: String, expected: TextShape) {
        #expect(shape(text) == expected)
    }

    @Test(arguments: [
        "", "Plain words.\nAnd more.\n", "[1] A reference\n[2] Another\n", "[Scene: a room]\n",
        "[\"Hello,\" she said.]",
        "{ int x; }\n", "{name} is a placeholder\n", "Dear all, this text, with commas\nis prose, as is this\n",
        "The text, she said,\nwas long, very long\n", "text\n", "a,b\n1,2\n", "[]\n", "{}\n",
    ])
    func proseIsPlainText(text: String) {
        #expect(shape(text) == nil, "\(text)")
    }

    @Test func aFirstLineThatIsLongerThanWhatIsLookedAtIsALineAllTheSame() {
        let line = "{\"text\": \"" + String(repeating: "x", count: 2 * TextShape.prefixLength) + "\"}"
        #expect(shape(line) == .jsonLines)
    }
}
