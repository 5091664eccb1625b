import API
import Foundation
import Storage
import StrictJSON
import TestSupport
import Testing

/// What a checkpoint brings that is not known is refused, unless whoever brings it names it; the resource says so.
@Suite struct IgnoredKeyTests {
    private let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func files(adding key: String) async throws -> [String: String] {
        var files = try bench.checkpointFiles(seed: 1)
        let text = String(decoding: try #require(files["config.json"]), as: UTF8.self)
        let place = try #require(text.firstIndex(of: "{"))
        files["config.json"] = Array("{\"\(key)\": 1,".utf8) + Array(text[text.index(after: place)...].utf8)
        var hashes: [String: String] = [:]
        for (name, bytes) in files { hashes[name] = try await bench.upload(bytes) }
        return hashes
    }

    @Test func aKeyThatIsNotKnownIsIgnoredByNameAndShown() async throws {
        let files = try await files(adding: "strange")
        let refused = try await bench.post("/v1/checkpoints", CheckpointCreation(name: "odd", source: .files(files)))
        #expect(refused.status == 422 && refused.pointers == ["/files/config.json"], "\(refused.text)")
        #expect(refused.details.contains("strange") && refused.details.contains("ignored_keys"))
        let creation = CheckpointCreation(name: "odd", source: .files(files), ignoredKeys: ["strange"])
        let made: CheckpointResource = try bench.expect(201, await bench.post("/v1/checkpoints", creation))
        #expect(made.ignoredKeys == ["strange"])
        let stored = try await bench.store.read { try $0.checkpoint(named: "odd") }
        #expect(stored?.ignoredKeys == ["strange"])
    }

    @Test func aKeyThatIsUsedIsNotIgnored() async throws {
        let files = try await files(adding: "strange")
        let creation = CheckpointCreation(name: "odd", source: .files(files), ignoredKeys: ["strange", "hidden_size"])
        let refused = try await bench.post("/v1/checkpoints", creation)
        #expect(refused.status == 422 && refused.details.contains("hidden_size: is used"), "\(refused.text)")
    }

    @Test func whatWasSentIsCalledByNameAndNeverByItsPlace() async throws {
        let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n".utf8)
        var files = try bench.checkpointFiles(seed: 1)
        files["model.safetensors"] = pointer
        var hashes: [String: String] = [:]
        for (name, bytes) in files { hashes[name] = try await bench.upload(bytes) }
        let reply = try await bench.post("/v1/checkpoints", CheckpointCreation(name: "odd", source: .files(hashes)))
        #expect(reply.pointers == ["/files/model.safetensors"], "\(reply.text)")
        #expect(reply.details.contains("model.safetensors: is a Git LFS pointer") && !reply.text.contains("/blobs/"))
        hashes["model.safetensors"] = nil
        hashes["adapter_config.json"] = try await bench.upload(Array("{}".utf8))
        let adapter = try await bench.post("/v1/checkpoints", CheckpointCreation(name: "odd", source: .files(hashes)))
        #expect(adapter.details.contains("LoRA adapter") && adapter.details.contains("'odd'"), "\(adapter.text)")
    }
}
