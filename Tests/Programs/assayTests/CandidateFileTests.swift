import Testing

@testable import assay

@Suite struct CandidateFileTests {
    func message(_ body: () throws -> [CandidateFile.Entry]) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? Failure)?.message
        }
    }

    @Test func readsAColumnAPartition() throws {
        let entries = try CandidateFile.csv(
            "label,man, perl\r\n\"half, half\",0.5,0.5\r\n\n,1,\n", file: "m.csv")
        #expect(entries.map(\.weights) == [["man": 0.5, "perl": 0.5], ["man": 1, "perl": 0]])
        #expect(entries.map(\.label) == ["half, half", nil])
        #expect(entries.map(\.place) == ["m.csv:2", "m.csv:4"])
    }

    @Test func namesTheLineOfWhatIsWrong() {
        #expect(
            message { try CandidateFile.csv("a,b\n1,0\n0.5,half\n", file: "m.csv") }
                == "m.csv:3: \"b\" is \"half\"; expected a number")
        #expect(
            message { try CandidateFile.csv("a,b\n1\n", file: "m.csv") }
                == "m.csv:2: has 1 cells; expected 2 as in the heading")
        #expect(
            message { try CandidateFile.csv("a,a\n1,0\n", file: "m.csv") }
                == "m.csv:1: a column stands twice in the heading")
        #expect(
            message { try CandidateFile.csv("a\n\"1", file: "m.csv") } == "m.csv:2: a cell in quotes has no end")
    }

    @Test(arguments: ["run", "id", "", "index", "mixture_id"])
    func aFirstColumnThatNamesRowsIsTheLabel(heading: String) throws {
        let entries = try CandidateFile.csv("\(heading),a,b\nr1,0.5,0.5\nr2,1,0\n", file: "m.csv")
        #expect(entries.map(\.weights) == [["a": 0.5, "b": 0.5], ["a": 1, "b": 0]])
        #expect(entries.map(\.label) == ["r1", "r2"])
        #expect(entries[0].place == "m.csv:2 (its first column, \"\(heading)\", names the row)")
    }

    @Test func anIndexOfNumbersIsNoWeight() throws {
        let entries = try CandidateFile.csv("index,label,a,b\n1,x,0.5,0.5\n2,,1,0\n", file: "m.csv")
        #expect(entries.map(\.weights) == [["a": 0.5, "b": 0.5], ["a": 1, "b": 0]])
        #expect(entries.map(\.label) == ["x", nil])
        #expect(
            message { try CandidateFile.csv("index;a;b\n1;0,5;0,5\n", file: "m.csv") }
                == "m.csv:1: is parted by semicolons; expected commas: write the table with commas between its cells")
    }

    @Test func readsPlainAndLabelledObjects() throws {
        let text = #"[{"a": 1}, {"mixture": {"a": 0.5, "b": 0.5}, "label": "half"}, {"mixture": 1}]"#
        let entries = try CandidateFile.json(Array(text.utf8), file: "m.json")
        #expect(entries.map(\.weights) == [["a": 1], ["a": 0.5, "b": 0.5], ["mixture": 1]])
        #expect(entries.map(\.label) == [nil, "half", nil])
    }

    @Test func pointsAtWhatIsWrongInJSON() {
        let text = #"[{"mixture": {"a": "x"}, "labels": 1}]"#
        #expect(
            message { try CandidateFile.json(Array(text.utf8), file: "m.json") }
                == "m.json: /0/labels: is an unknown field; known here: label, mixture; "
                + "/0/mixture/a: is a string; expected a number")
        #expect(
            message { try CandidateFile.json(Array("{}".utf8), file: "m.json") }
                == "m.json: body: is an object; expected an array of mixtures")
    }
}
