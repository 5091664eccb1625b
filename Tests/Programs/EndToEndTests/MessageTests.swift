import Foundation
import TestSupport
import Testing

/// What the command line says when something is wrong, and the codes that it ends with.
@Suite(.serialized) struct MessageTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> (
        status: Int32, log: String, output: String
    ) {
        let process = try ProgramProcess(program, arguments, logPath: folder.path("\(UUID().uuidString).log"))
        let output = await process.remainingOutput()
        let ending = await process.waitUntilEnded()
        #expect(!ending.wasSignalled)
        return (ending.status, process.log.joined(separator: "\n"), output)
    }

    @Test func bothProgramsTellOneVersion() async throws {
        let assay = try await run("assay", ["--version"])
        let assayd = try await run("assayd", ["--version"])
        #expect(assay.status == 0 && assayd.status == 0)
        #expect(!assay.output.isEmpty && assay.output == assayd.output)
    }

    @Test func aServiceThatIsNotThereIsNamedWithTheLineThatStartsIt() async throws {
        let refused = try await run("assay", ["status", "--server", "http://127.0.0.1:1"])
        #expect(refused.status == 69)
        #expect(refused.log.hasPrefix("assay: http://127.0.0.1:1: "), "\(refused.log)")
        #expect(refused.log.contains("start it with: assayd serve"))
    }

    @Test func aFileThatIsNotThereEndsEveryCommandWith74() async throws {
        let absent = folder.path("absent.jsonl")
        for arguments in [
            ["partitions", "upload", "a", absent], ["evaluation-sets", "upload", "a", absent],
            ["checkpoints", "upload", "a", absent],
            ["evaluate", "--pool", "p", "--set", "s", "--file", absent],
            ["train", "a", "--kind", "base", "--configuration", absent, "--data", "a=1", "--steps", "1"],
            ["reference-runs", "add", "--pool", "p", "--set", "s", "--scores", absent, "a=1"],
            ["studies", "create", "s", "--pool", "p", "--set", "s", "--file", absent],
        ] {
            let ended = try await run("assay", arguments + ["--server", "http://127.0.0.1:1"])
            #expect(ended.status == 74, "\(arguments): \(ended.status) \(ended.log)")
            #expect(ended.log.hasPrefix("assay: \(absent): "), "\(ended.log)")
        }
    }

    /// Newcomer: `assay` said less of a folder of pickles than `assayd` did.
    @Test func bothProgramsSayTheSameOfAModelInAnotherForm() async throws {
        let text = try folder.write(Array("text".utf8), to: "text.txt")
        for (name, file) in [
            ("pickle", "pytorch_model.bin"), ("lora", "adapter_config.json"), ("gguf", "model.gguf"),
            ("flax", "flax_model.msgpack"),
        ] {
            try folder.write(Array("{}".utf8), to: "\(name)/config.json")
            try folder.write([1], to: "\(name)/\(file)")
            let model = folder.path(name)
            let assay = try await run("assay", ["checkpoints", "upload", "m", model, "--server", "http://127.0.0.1:1"])
            let assayd = try await run("assayd", ["score", model, "--text", text])
            #expect(assay.status == 65 && assayd.status == 65, "\(assay) \(assayd)")
            #expect(assay.log.hasPrefix("assay: \(model)/\(file): "), "\(assay.log)")
            #expect(assayd.log == assay.log.replacing("assay: ", with: "assayd: ", maxReplacements: 1))
        }
    }

    @Test func aDiskThatIsLowIsSaidInWords() async throws {
        let service = try await RunningService(workers: 0, flags: ["--set", "limits.free_bytes=9000000000000000000"])
        let status = try await run("assay", ["status", "--server", service.address])
        #expect(status.status == 75, "\(status)")
        #expect(status.log.hasPrefix("assay: the service takes no work: disk: "), "\(status.log)")
        #expect(status.log.contains("bytes are free") && status.log.contains("fewer than the 9000000000000000000"))
        #expect(status.output.contains("not ready") && !status.output.contains("{"))
        #expect(!(status.log + status.output).contains(service.folder))
        let file = try folder.write(Array("{\"text\":\"a\"}\n".utf8), to: "a.jsonl")
        let upload = try await run("assay", ["partitions", "upload", "a", file, "--server", service.address])
        #expect(upload.status == 75 && upload.log.contains("bytes are free"), "\(upload)")
        #expect(!upload.log.contains(service.folder))
        await service.stop()
    }

    @Test func contentIsNamedByItsFileAndNamesByWhatThereIs() async throws {
        let service = try await RunningService(workers: 0)
        func assay(_ arguments: [String]) async throws -> (status: Int32, log: String, output: String) {
            try await run("assay", arguments + ["--server", service.address])
        }
        let good = try folder.write(Array((0..<40).map { "{\"text\":\"t\($0)\"}\n" }.joined().utf8), to: "good.jsonl")
        let broken = try folder.write(Array("{\"text\":\"a\"}\n{\"text\":7}\n".utf8), to: "broken.jsonl")
        #expect(try await assay(["partitions", "upload", "web", good]).status == 0)
        for command in ["partitions", "evaluation-sets"] {
            let refused = try await assay([command, "upload", "new", broken])
            #expect(refused.status == 65 && refused.log.contains("\(broken): line 2: "), "\(refused.log)")
            #expect(!refused.log.contains("/blob"))
            let overlap = try await assay([command, "upload", "new", good])
            #expect(
                overlap.log.contains("40 of 40 documents") && overlap.log.hasSuffix("and 30 more"), "\(overlap.log)")
            #expect(overlap.log.contains("\(good): line 1 stands on line 1 of the partition \"web\""))
        }
        let unknown = try await assay(["partitions", "show", "wob"])
        #expect(unknown.status == 66)
        #expect(unknown.log.contains("did you mean \"web\"? there is only web"), "\(unknown.log)")
        let table = try folder.write(Array("web,wob\n1,0\n0.5,0.5\n".utf8), to: "mixtures.csv")
        let mixtures = try await assay(["evaluate", "--pool", "demp", "--set", "s", "--file", table])
        #expect(mixtures.status == 65 && mixtures.log.contains("there is no pool \"demp\"; there is none yet"))
        let model = folder.path("model")
        try folder.write(Array("{}".utf8), to: "model/config.json")
        try folder.write(Array("x".utf8), to: "model/model.safetensors")
        let refused = try await assay(["checkpoints", "upload", "m", model])
        #expect(refused.status == 65 && refused.log.contains("\(model)/"), "\(refused.log)")
        #expect(!refused.log.contains("/files") && !refused.log.contains(service.folder), "\(refused.log)")
        await service.stop()
    }
}
