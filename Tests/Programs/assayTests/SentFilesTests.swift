import API
import Testing

@testable import StrictJSON
@testable import assay

/// Newcomer: `/blob line 2: …` was said of a file that the user had named.
@Suite struct SentFilesTests {
    private func text(_ files: [String: String], _ errors: [(JSONPointer, String)]) -> String {
        let problem = ProblemResource(
            type: "x", title: "The request cannot be used", status: 422, detail: nil,
            errors: errors.map { FieldError(pointer: $0.0, detail: $0.1) })
        return "\(SentFiles(files: files).named(problem))"
    }

    @Test func aLineOfAnUploadedFileIsNamedByTheFile() {
        let blob = JSONPointer.root.appending("blob")
        #expect(
            text(["/blob": "data/man.jsonl"], [(blob, "line 2: has no \"text\"")])
                == "The request cannot be used\n  data/man.jsonl: line 2: has no \"text\"")
    }

    @Test func aFileOfACheckpointIsNamedInItsFolderOnce() {
        let place = JSONPointer.root.appending("files").appending("config.json")
        #expect(
            text(
                ["/files": "models/base", "/files/config.json": "models/base/config.json"],
                [(place, "config.json: hidden_size: is 7"), (JSONPointer.root.appending("files"), "has no tokenizer")])
                == "The request cannot be used\n  models/base/config.json: hidden_size: is 7\n"
                + "  models/base: has no tokenizer")
    }

    @Test func whatStandsBelowAFileKeepsItsPlaceAndOtherFieldsTheirPointers() {
        let scores = JSONPointer.root.appending("scores").appending("c").appending("nll")
        #expect(
            text(["/scores": "found.json"], [(scores, "is -1"), (JSONPointer.root.appending("pool"), "is unknown")])
                == "The request cannot be used\n  found.json: /c/nll is -1\n  /pool is unknown")
    }

    /// A message for each of thousands of documents hid what they all had in common.
    @Test func manyErrorsAreCutAndCounted() {
        let blob = JSONPointer.root.appending("blob")
        let lines = text(["/blob": "f"], (1...40).map { (blob, "line \($0)") }).split(separator: "\n")
        #expect(lines.count == 12 && lines.last == "  and 30 more")
        var problem = ProblemResource(
            type: "x", title: "t", status: 422, detail: nil, errors: [FieldError(pointer: blob, detail: "line 1")])
        problem.errorCount = 5_000
        #expect("\(problem)".hasSuffix("\n  and 4999 more"))
    }
}
