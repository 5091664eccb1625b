import StrictCSV
import Testing

@Suite struct CSVReaderTests {
    @Test func cellsInQuotesHoldCommasQuotesAndLineEnds() throws {
        let records = try CSVReader.records(of: "a, \"b, \"\"c\"\"\"\r\n\n\"d\ne\",f\n", file: "t.csv")
        #expect(records.map(\.cells) == [["a", "b, \"c\""], ["d\ne", "f"]])
        #expect(records.map(\.line) == [1, 3])
    }

    @Test func aByteOrderMarkIsNoPartOfTheHeading() throws {
        #expect(try CSVReader.records(of: "\u{FEFF}index,a\n", file: "t.csv").first?.cells == ["index", "a"])
    }

    @Test func errorsNameFileAndLine() {
        #expect(throws: CSVError(file: "t.csv", line: 2, detail: "a cell in quotes has no end")) {
            _ = try CSVReader.records(of: "a\n\"b", file: "t.csv")
        }
        let error = #expect(throws: CSVError.self) { _ = try CSVReader.records(of: "\"a\"b\n", file: "t.csv") }
        #expect(error?.description == "t.csv:1: something follows a cell in quotes")
    }
}

@Suite struct CSVWriterTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let cells = ["plain", "a, b", "\"quoted\"", "two\nlines", ""]
        let text = CSVWriter.line(cells)
        #expect(text == "plain,\"a, b\",\"\"\"quoted\"\"\",\"two\nlines\",\r\n")
        #expect(try CSVReader.records(of: text, file: "t.csv").map(\.cells) == [cells])
    }
}
