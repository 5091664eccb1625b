import TestSupport
import Testing
import Words

@testable import assay

/// Newcomer, bug 4: whatever was uploaded became one document, its name taken for good.
@Suite struct DocumentFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func format(_ name: String, _ content: String) throws -> DocumentFormat {
        try DocumentFile(folder.write(Array(content.utf8), to: name)).format
    }

    @Test func theNameTellsWhereItCan() throws {
        #expect(try format("a.jsonl", "{\"text\": \"a\"}") == .jsonLines)
        #expect(try format("a.NDJSON", "{\"text\": \"a\"}") == .jsonLines)
        #expect(try format("a.jsonl.gz", "\u{1F}") == .gzippedJSONLines)
        #expect(try format("a.npy", "x") == .npy)
        #expect(try format("a.txt", "Prose, with commas.\n") == .text)
        #expect(try format("README", "[1] Prose\n") == .text)
        #expect(try format("a.md", "# Title\n") == .text)
    }

    @Test(arguments: [
        ("a.json", "[{\"text\": \"a\"}]", "JSON array"), ("a.txt", "[\"a\", \"b\"]", "JSON array"),
        ("a", "{\"text\": \"a\"}\n", "JSONL"), ("a.csv", "id,text\n1,a\n", "table"), ("a.tsv", "x\ty\n", ".tsv"),
        ("a.csv.gz", "\u{1F}", ".csv"), ("a.parquet", "PAR1", "Parquet"), ("a.html", "<html>", "HTML page"),
        ("a.txt", "%PDF-1.3", "PDF"), ("a.json", "{}", ".json"),
    ])
    func whatIsRarelyPlainTextIsNotTakenForIt(name: String, content: String, words: String) throws {
        let error = #expect(throws: Failure.self) { try format(name, content) }
        #expect(error?.kind == .input && error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.message.contains(name) == true)
    }

    @Test func aFileThatIsNotThereIsAnErrorOfFiles() {
        let error = #expect(throws: Failure.self) { try DocumentFile(folder.path("missing")) }
        #expect(error?.kind == .file)
    }
}
