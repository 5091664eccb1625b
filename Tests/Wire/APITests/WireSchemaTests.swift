import API
import StrictJSON
import Studies
import Testing
import Words

@Suite("Schemas of the wire")
struct WireSchemaTests {
    private let book = WireSchemas.book()

    @Test func everyTypeCanBeDescribed() {
        #expect(book.faults == [])
        #expect(book.schemas.count > 150)
    }

    @Test func requestsHaveNoOtherFields() {
        for type in WireSchemas.requests {
            let schema = book.schemas[SchemaBook.name(of: type)]?.json
            #expect(schema?["additionalProperties"] == false || schema?["oneOf"] != nil, "\(type)")
        }
    }

    @Test func everyKindOfJobHasATaskAndAResult() {
        for name in ["JobTask", "TaskResult"] {
            let choices = book.schemas[name]?.json["oneOf"]?.elements ?? []
            let words = choices.compactMap { choice -> String? in
                let name = choice["$ref"]?.text?.split(separator: "/").last.map(String.init) ?? ""
                return book.schemas[name]?.json["properties"]?["type"]?["enum"]?.elements?.first?.text
            }
            #expect(Set(words) == Set(JobKind.allCases.map(\.rawValue)) && words.count == Set(words).count, "\(name)")
        }
    }

    @Test func everyStrategyIsDescribed() {
        let choices = book.schemas["StudyStrategy"]?.json["oneOf"]?.elements ?? []
        let words = choices.compactMap { $0["properties"]?["kind"]?["enum"]?.elements?.first?.text }
        #expect(words == StudyStrategy.Kind.allCases.map(\.rawValue))
    }

    @Test func defaultsStandInTheSchemas() {
        let evaluation = book.schemas["EvaluationCreation"]?.json["properties"]
        #expect(evaluation?["method"]?["default"] == "linear")
        #expect(evaluation?["per_token"]?["default"] == false)
        #expect(evaluation?["context"]?["default"] == nil && evaluation?["context"]?["maximum"] == 1_048_576)
    }

    @Test func bodiesThatAreDescribedAsAWholeAreRefusedPerField() throws {
        do {
            _ = try JSONCoder.read(
                PartitionCreation.self, from: Array(#"{"name":"a","blob":"x","format":"npy"}"#.utf8))
            Issue.record("was read")
        } catch {
            #expect(error.errors.map(\.pointer) == ["/blob", "/format"])
        }
    }
}
