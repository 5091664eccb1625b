import API
import StrictJSON
import Testing
import Words

@Suite("Reading requests")
struct RequestReadingTests {
    private func errors<Value: JSONReadable>(_ type: Value.Type, _ text: String) -> [String: String] {
        do {
            _ = try JSONCoder.read(type, from: Array(text.utf8))
            return [:]
        } catch {
            return Dictionary(error.errors.map { ($0.pointer, $0.detail) }) { first, _ in first }
        }
    }

    private let hash = String(repeating: "a", count: 64)

    @Test func fillsDefaults() throws {
        let text = "{\"name\":\"web\",\"blob\":\"\(hash)\"}"
        let partition = try JSONCoder.read(PartitionCreation.self, from: Array(text.utf8))
        #expect(partition == PartitionCreation(name: "web", blob: hash))
        #expect(partition.corpus == "default" && partition.role == .partition && partition.format == .jsonLines)
    }

    @Test func collectsMissingUnknownMistypedAndWrongFieldsAtOnce() {
        let found = errors(PartitionCreation.self, #"{"name":7,"format":"pdf","blob":"xyz","colour":"red","weight":1}"#)
        #expect(Set(found.keys) == ["/name", "/format", "/blob", "/colour", "/weight"])
        #expect(found["/name"] == "is a number; expected a string")
        #expect(found["/format"]?.contains("\"jsonl\"") == true)
        #expect(found["/colour"]?.contains("known here: blob, corpus, format, labels, name, role") == true)
        #expect(errors(PartitionCreation.self, "{}").keys.sorted() == ["/blob", "/name"])
        #expect(errors(PartitionCreation.self, "[]") == ["": "is an array; expected an object"])
        #expect(
            errors(PartitionCreation.self, #"[{"name":"a"}]"#) == [
                "": "is an array; expected an object: leave out the brackets"
            ])
        #expect(
            errors(PartitionCreation.self, "[{},{}]") == [
                "": "is an array; expected an object: send its 2 elements one by one"
            ])
        #expect(
            errors(EvaluationSubmission.self, "[{},{}]") == [
                "": "is an array; expected an object: many at once are asked for as {\"evaluations\": […]}"
            ])
    }

    @Test(arguments: [".", "..", "part_01HZX3K9QF8T7M2R5V6W4Y0ABC", "lr=1e-3", "=a"])
    func aPartitionHasNoNameThatIsReadAsSomethingElse(name: String) {
        let found = errors(PartitionCreation.self, "{\"name\":\"\(name)\",\"blob\":\"\(hash)\"}")
        #expect(found.keys.sorted() == ["/name"])
        #expect(found["/name"]?.hasSuffix("expected a name") == true || found["/name"]?.contains("NAME=WEIGHT") == true)
    }

    @Test(arguments: ["\\u001b[31m", "two\\nlines", "\\u009b31m", "\\u202Egpj", "a\\u2028b"])
    func aNameHasNothingThatATerminalObeys(name: String) {
        #expect(
            errors(PartitionCreation.self, "{\"name\":\"a\(name)b\",\"blob\":\"\(hash)\"}").keys.sorted() == ["/name"])
    }

    @Test(arguments: ["web.", "...", "part_of", "ckpt_01HZX3K9QF8T7M2R5V6W4Y0ABC", "-1", "فارسی"])
    func otherNamesAreTaken(name: String) {
        #expect(errors(PartitionCreation.self, "{\"name\":\"\(name)\",\"blob\":\"\(hash)\"}").isEmpty)
    }

    @Test func anIDOfItsOwnKindIsNoName() {
        let names = ["eset", "ckpt"].map { "\($0)_01HZX3K9QF8T7M2R5V6W4Y0ABC" }
        func found(_ name: String) -> [String: String] {
            errors(EvaluationSetCreation.self, "{\"name\":\"\(name)\",\"blob\":\"\(hash)\"}")
        }
        #expect(found(names[0])["/name"] == "has the form of an id, and would be read as one; expected a name")
        #expect(found(names[1]).isEmpty)
    }

    @Test func expectedImprovementIsRefusedWhereItRanksAsTheMean() {
        func found(_ regressor: String) -> [String: String] {
            let strategy =
                "{\"kind\":\"surrogate\",\"initial\":16,\"regressor\":\"\(regressor)\",\"proposal\":{\"kind\":\"expected_improvement\"}}"
            return errors(
                StudyCreation.self,
                "{\"name\":\"s\",\"pool\":\"p\",\"evaluation_set\":\"e\",\"strategy\":\(strategy)}")
        }
        for regressor in ["linear", "ridge", "quadratic_ridge", "log_linear", "boosted_trees"] {
            #expect(found(regressor)["/strategy/proposal"]?.contains(regressor) == true, "\(regressor)")
        }
        for regressor in ["auto", "gaussian_process", "blend"] { #expect(found(regressor).isEmpty, "\(regressor)") }
    }

    @Test func pointsIntoABatchOfEvaluations() {
        let good = #"{"pool":"p","evaluation_set":"e","mixture":{"web":1}}"#
        let bad = #"{"pool":"p","evaluation_set":"e","mixture":{"web":"one"},"x/y":1}"#
        let found = errors(EvaluationSubmission.self, "{\"evaluations\":[\(good),\(bad)]}")
        #expect(Set(found.keys) == ["/evaluations/1/mixture/web", "/evaluations/1/x~1y"])
    }

    @Test func asksForExactlyOneSubjectOfAnEvaluation() {
        let none = errors(EvaluationSubmission.self, #"{"pool":"p","evaluation_set":"e"}"#)
        #expect(none[""]?.contains("seen none") == true)
        let two = errors(
            EvaluationSubmission.self, #"{"pool":"p","evaluation_set":"e","mixture":{"a":1},"checkpoint":"c"}"#)
        #expect(two[""]?.contains("\"mixture\", \"checkpoint\"") == true)
    }

    @Test func boundsABatch() {
        #expect(errors(EvaluationSubmission.self, #"{"evaluations":[]}"#).keys.contains("/evaluations"))
    }

    @Test func refusesPlansThatCannotBeRun() {
        let found = errors(
            PlanResource.self,
            """
            {"steps":0,"sequences_per_step":1.5,"context":-1,"learning_rate":0,"warmup_steps":-1,"schedule":"linear",
             "weight_decay":-0.1,"gradient_clip":NaN,"beta1":1,"epsilon":0,"seed":-1}
            """)
        let expected = [
            "steps", "sequences_per_step", "context", "learning_rate", "warmup_steps", "schedule", "weight_decay",
            "gradient_clip", "beta1", "epsilon", "seed",
        ]
        #expect(Set(found.keys) == Set(expected.map { "/" + $0 }))
    }

    @Test func refusesFileNamesThatLeaveAFolder() {
        for name in ["../x", "/etc/passwd", ".hidden", "a\\b", ""] {
            let found = errors(CheckpointCreation.self, "{\"name\":\"n\",\"files\":{\(quoted(name)):\"\(hash)\"}}")
            #expect(found.count == 1, "\(name)")
        }
    }

    @Test func refusesNamesThatCannotBeRead() {
        for name in ["", " x", "x\u{7}", String(repeating: "x", count: 201)] {
            let found = errors(PoolCreation.self, "{\"name\":\(quoted(name))}")
            #expect(found["/name"] != nil && found["/name"] != "is missing", "\(name)")
        }
    }

    private func quoted(_ text: String) -> String {
        (try? JSONCoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
