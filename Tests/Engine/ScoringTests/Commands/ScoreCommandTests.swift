import Foundation
import StrictJSON
import TestSupport
import Testing

@Suite(.serialized) struct ScoreCommandTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)

    private func number(_ key: String, of json: JSONValue) throws -> Double {
        guard case .number(let lexeme)? = json[key] else { throw MissingKey(key: key) }
        return try #require(Double(lexeme))
    }

    private struct MissingKey: Error { let key: String }

    @Test(arguments: try Fixture.Expected.all().indices)
    func printsWhatTheHarnessFinds(index: Int) throws {
        let expected = try Fixture.Expected.all()[index]
        let result = try assayd.run([
            "score", Fixture.path(expected.model), "--jsonl", Fixture.path("documents.jsonl"), "--context",
            "\(expected.context)", "--threads", "2", "--json",
        ])
        #expect(result.status == 0, "\(result.error)")
        let json = try JSONValue(parsing: Data(result.output.utf8))
        #expect(json["tokens"]?.integer == 528)
        #expect(abs(try number("nll", of: json) / expected.nll.reduce(0, +) - 1) <= 1e-5)
        #expect(abs(try number("bits_per_byte", of: json) / expected.bitsPerByte - 1) <= 1e-5)
        #expect(abs(try number("perplexity", of: json) / expected.bytePerplexity - 1) <= 1e-4)
        guard case .array(let documents)? = json["documents"] else { throw MissingKey(key: "documents") }
        #expect(documents.map { $0["domain"]?.text } == ["prose", "code", "code", "prose", "prose", "prose"])
        for (document, nll) in zip(documents, expected.nll) {
            #expect(abs(try number("nll", of: document) / nll - 1) <= 1e-5)
        }
    }

    @Test func scoresSeveralFilesOfBothKinds() throws {
        let folder = try TemporaryFolder()
        let one = try folder.write(Array("one text".utf8), to: "one.txt")
        let two = try folder.write(Array("another".utf8), to: "two.txt")
        let lines = try folder.write(
            Array("{\"text\":\"x\",\"domain\":\"law\"}\n{\"text\":\"yz\"}".utf8), to: "lines.jsonl")
        let result = try assayd.run([
            "score", Fixture.path("llama"), "--text", one, two, "--jsonl", lines, "--text", one, "--json",
            "--per-token",
        ])
        #expect(result.status == 0, "\(result.error)")
        let json = try JSONValue(parsing: Data(result.output.utf8))
        guard case .array(let documents)? = json["documents"] else { throw MissingKey(key: "documents") }
        #expect(documents.map { $0["domain"]?.text } == ["one.txt", "two.txt", "one.txt", "law", "lines.jsonl"])
        #expect(documents.map { $0["tokens"]?.integer } == [8, 7, 8, 1, 2])
        guard case .array(let ids)? = documents[1]["token_ids"], case .array(let tokens)? = documents[1]["token_nll"]
        else { throw MissingKey(key: "token_nll") }
        #expect(tokens.count == 7)
        #expect(ids.map(\.integer) == "another".utf8.map(Int.init))
        let table = try assayd.run(["score", Fixture.path("llama"), "--text", one, "--domain", "mine"])
        #expect(table.status == 0)
        #expect(table.output.contains("mine"))
        #expect(table.output.contains("rolling-1"))
    }

    @Test func saysWhatIsWrongOnStandardError() throws {
        let folder = try TemporaryFolder()
        let empty = try folder.write([], to: "empty.txt")
        let broken = try folder.write(Array("{\"text\":\"a\"}\n{\"txt\":\"\"}".utf8), to: "broken.jsonl")
        let text = try folder.write(Array("text".utf8), to: "text.txt")
        let llama = Fixture.path("llama")
        let cases: [([String], Int32, String)] = [
            ([llama, "--text", empty], 65, "\(empty): the document is empty"),
            ([llama, "--jsonl", broken], 65, "\(broken):2: the object has no \"text\""),
            ([llama, "--text", folder.path("missing")], 74, "missing: cannot be read"),
            ([llama, "--text", text, "--context", "49"], 65, "max_position_embeddings"),
            ([llama, "--text", text, "--context", "0"], 65, "max_position_embeddings"),
            ([folder.path, "--text", text], 74, "config.json: is missing"),
            ([folder.path("missing"), "--text", text], 74, "missing: cannot be read"),
            ([llama], 64, "nothing to score"),
            ([llama, "--text", text, "--threads", "0"], 64, "--threads is 0"),
            ([llama, "--text", text, "--context", "many"], 64, "context"),
        ]
        for (arguments, status, words) in cases {
            let result = try assayd.run(["score"] + arguments)
            #expect(result.status == status, "\(arguments)")
            #expect(result.error.contains(words), "\(arguments): \(result.error)")
            #expect(result.error.hasPrefix("assayd: "), "\(arguments): \(result.error)")
            #expect(result.output.isEmpty)
        }
    }

    /// Cases A9: what the service says of such a checkpoint when it is registered.
    @Test func aCheckpointThatHoldsNaNIsRefusedByItsTensor() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write(Array("text".utf8), to: "text.txt")
        let parameters = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("llama/model.safetensors")))
        try folder.write(
            Data(contentsOf: URL(fileURLWithPath: Fixture.path("llama/config.json"))), to: "broken/config.json")
        // The last four bytes are the last element of the last tensor in the file.
        try folder.write(parameters.dropLast(4) + [0, 0, 0xC0, 0x7F], to: "broken/model.safetensors")
        let broken = folder.path("broken")
        for arguments in [["score", broken, "--text", text], ["merge", "--out", folder.path("made"), "\(broken)=1"]] {
            let result = try assayd.run(arguments)
            #expect(result.status == 65, "\(result.error)")
            #expect(result.error.hasPrefix("assayd: \(broken)/model.safetensors: "), "\(result.error)")
            #expect(result.error.contains(": holds nan at ["), "\(result.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("made")))
    }

    @Test func refusesATruncatedCheckpointAndAPickle() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write(Array("text".utf8), to: "text.txt")
        let parameters = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("llama/model.safetensors")))
        let configuration = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("llama/config.json")))
        try folder.write(configuration, to: "cut/config.json")
        try folder.write(parameters.dropLast(4), to: "cut/model.safetensors")
        try folder.write(configuration, to: "pickle/config.json")
        try folder.write([0x80, 2], to: "pickle/pytorch_model.bin")
        for (name, words) in [("cut", "but the file has"), ("pickle", "save_pretrained")] {
            let result = try assayd.run(["score", folder.path(name), "--text", text])
            #expect(result.status == 65)
            #expect(result.error.contains(words), "\(result.error)")
        }
    }
}
