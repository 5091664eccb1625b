import API
import Foundation
import HTTPTypes
import LanguageModels
import Storage
import TestSupport
import Testing
import Words

@testable import Service

@Suite("Checkpoints and pools")
struct CheckpointTests {
    let bench: ServiceBench

    init() throws { bench = try ServiceBench() }

    private func write(_ files: [String: [UInt8]], to folder: TemporaryFolder, _ name: String) throws -> String {
        for (file, bytes) in files { try folder.write(bytes, to: "\(name)/\(file)") }
        return folder.path(name)
    }

    private func create(_ bench: ServiceBench, _ files: [String: [UInt8]]) async throws -> ServiceBench.Reply {
        var hashes: [String: String] = [:]
        for (name, bytes) in files { hashes[name] = try await bench.upload(bytes) }
        return try await bench.post("/v1/checkpoints", CheckpointCreation(name: "c", source: .files(hashes)))
    }

    @Test func anUploadedCheckpointIsInspectedAndCanBeDownloaded() async throws {
        let files = try bench.checkpointFiles(seed: 1)
        let checkpoint: CheckpointResource = try bench.expect(201, await create(bench, files))
        #expect(checkpoint.modelType == "llama" && checkpoint.vocabularySize == 257 && checkpoint.context == 64)
        #expect(
            checkpoint.parameters
                == ServiceBench.shapes(of: ServiceBench.configuration()).reduce(0) {
                    $0 + $1.1.reduce(1, *)
                })
        #expect(checkpoint.files.map(\.name) == ["config.json", "model.safetensors"])
        for file in checkpoint.files {
            let reply = try await bench.get("/v1/checkpoints/\(checkpoint.id)/files/\(file.name)")
            #expect(reply.status == 200 && reply.bytes == files[file.name])
        }
        #expect(try await bench.get("/v1/checkpoints/\(checkpoint.id)/files/other").status == 404)
    }

    /// Cases A9: it was taken, and each evaluation of it failed with a path of the server.
    @Test func aCheckpointThatHoldsNaNIsRefusedByItsTensor() async throws {
        var files = try bench.checkpointFiles(seed: 1)
        let tensors = try #require(files["model.safetensors"])
        // The last four bytes are the last element of the last tensor in the file.
        files["model.safetensors"] = tensors.dropLast(4) + [0, 0, 0xC0, 0x7F]
        let reply = try await create(bench, files)
        #expect(reply.status == 422 && reply.pointers == ["/files/model.safetensors"])
        #expect(
            reply.details.contains("holds nan at [") && reply.details.hasPrefix("model.safetensors: "),
            "\(reply.details)")
        #expect(!reply.text.contains(bench.folder.path) && !reply.text.contains("blobs"))
        #expect(try await bench.get("/v1/checkpoints/c").status == 404)
    }

    @Test func refusesTruncatedAndLyingFilesByName() async throws {
        let good = try bench.checkpointFiles(seed: 1)
        let tensors = try #require(good["model.safetensors"])
        var truncated = good
        truncated["model.safetensors"] = Array(tensors.dropLast(1))
        var lying = good
        lying["model.safetensors"] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] + tensors.dropFirst(8)
        var padded = good
        padded["model.safetensors"] = tensors + [0]
        for files in [truncated, lying, padded] {
            let reply = try await create(bench, files)
            #expect(reply.status == 422 && reply.pointers == ["/files/model.safetensors"], "\(reply.text)")
            #expect(!reply.text.contains(bench.folder.path))
        }
        #expect(try await bench.store.read { try $0.checkpoint(named: "c") } == nil)
    }

    @Test func refusesACheckpointWhoseTensorsAreNotThoseOfItsConfiguration() async throws {
        var files = try bench.checkpointFiles(seed: 1)
        files["config.json"] = Array(ServiceBench.configuration(hidden: 16).file())
        let reply = try await create(bench, files)
        #expect(reply.status == 422 && reply.details.contains("model.embed_tokens.weight"), "\(reply.text)")
    }

    @Test func refusesMissingBlobsAndFilesAllAtOnce() async throws {
        let config = try #require(try bench.checkpointFiles(seed: 1)["config.json"])
        let hash = try await bench.upload(config)
        let nowhere = String(repeating: "1", count: 64)
        let reply = try await bench.post(
            "/v1/checkpoints",
            CheckpointCreation(name: "c", source: .files(["config.json": nowhere, "model.safetensors": nowhere])))
        #expect(reply.pointers == ["/files/config.json", "/files/model.safetensors"])
        let lacking = CheckpointCreation(name: "c", source: .files(["config.json": hash]))
        #expect(try await bench.post("/v1/checkpoints", lacking).status == 422)
        let escaping = CheckpointCreation(name: "c", source: .files(["../config.json": hash]))
        #expect(try await bench.post("/v1/checkpoints", escaping).pointers == ["/files/..~1config.json"])
    }

    @Test func importsOnlyFromFoldersThatAreAllowed() async throws {
        let outside = try TemporaryFolder()
        let allowed = try TemporaryFolder()
        let importing = try ServiceBench { $0.importFolders = [allowed.path] }
        let files = try importing.checkpointFiles(seed: 1)
        let inside = try write(files, to: allowed, "model")
        let elsewhere = try write(files, to: outside, "model")
        try FileManager.default.createSymbolicLink(
            atPath: allowed.path("link"), withDestinationPath: elsewhere)
        let mixed = try write(["config.json": files["config.json"] ?? []], to: allowed, "mixed")
        try FileManager.default.createSymbolicLink(
            atPath: mixed + "/model.safetensors", withDestinationPath: elsewhere + "/model.safetensors")

        for folder in [elsewhere, allowed.path("link"), inside + "/../../" + "x", "model", allowed.path + "x", mixed] {
            let reply = try await importing.post(
                "/v1/checkpoints", CheckpointCreation(name: "c", source: .folder(folder)))
            #expect(reply.status == 422 && reply.pointers == ["/folder"], "\(folder): \(reply.text)")
        }
        let creation = CheckpointCreation(name: "c", source: .folder(inside))
        let imported: CheckpointResource = try importing.expect(
            201, await importing.post("/v1/checkpoints", creation))
        #expect(imported.files.map(\.name) == ["config.json", "model.safetensors"])
        let none = try await bench.post("/v1/checkpoints", CheckpointCreation(name: "c", source: .folder(inside)))
        #expect(none.details.contains("no import folder"))
    }

    /// Adversary, D18: the folder was cut at the NUL.
    @Test func aFolderWithANULIsRefused() async throws {
        let allowed = try TemporaryFolder()
        let importing = try ServiceBench { $0.importFolders = [allowed.path] }
        let inside = try write(try importing.checkpointFiles(seed: 1), to: allowed, "checkpoint")
        for folder in ["\(inside)\u{0}/../../etc", "\(inside)\u{0}"] {
            let reply = try await importing.post(
                "/v1/checkpoints", CheckpointCreation(name: "c", source: .folder(folder)))
            #expect(reply.status == 422 && reply.details.contains("NUL"), "\(reply.text)")
        }
    }

    @Test func aLinkThatStaysInsideIsFollowed() async throws {
        let allowed = try TemporaryFolder()
        let importing = try ServiceBench { $0.importFolders = [allowed.path] }
        let files = try importing.checkpointFiles(seed: 1)
        try allowed.write(files["model.safetensors"] ?? [], to: "blobs/abc")
        let folder = try write(["config.json": files["config.json"] ?? []], to: allowed, "snapshot")
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/model.safetensors", withDestinationPath: "../blobs/abc")
        let creation = CheckpointCreation(name: "c", source: .folder(folder))
        #expect(try await importing.post("/v1/checkpoints", creation).status == 201)
    }

    @Test func namesAPickleAndAnEmptyFolder() async throws {
        let allowed = try TemporaryFolder()
        let importing = try ServiceBench { $0.importFolders = [allowed.path] }
        let config = try #require(try importing.checkpointFiles(seed: 1)["config.json"])
        let pickled = try write(["config.json": config, "pytorch_model.bin": [1]], to: allowed, "pickled")
        let empty = try write(["readme": [1]], to: allowed, "empty")
        for (folder, word) in [(pickled, "pickle"), (empty, "config.json")] {
            let reply = try await importing.post(
                "/v1/checkpoints", CheckpointCreation(name: "c", source: .folder(folder)))
            #expect(reply.pointers == ["/folder"] && reply.details.contains(word), "\(reply.text)")
        }
    }

    @Test func refusesAPoolOfDifferentShapesAndNamesEveryDifference() async throws {
        let base = try await bench.makeCheckpoint("base", seed: 1)
        let other = try await bench.makeCheckpoint("other", seed: 2, ServiceBench.configuration(hidden: 16))
        let short = try await bench.makeCheckpoint("short", seed: 3, ServiceBench.configuration(positions: 32))
        let small = try await bench.makeCheckpoint("small", seed: 4, ServiceBench.configuration(vocabulary: 256))
        let web = try await bench.makePartition("web", ["one"])
        let books = try await bench.makePartition("books", ["two"])
        let general = try await bench.makePartition("general", ["three"], role: .base)
        let creation = PoolCreation(
            name: "pool", base: base.id,
            partitions: [
                PoolMemberCreation(partition: web.id, checkpoint: other.id),
                PoolMemberCreation(partition: books.id, checkpoint: short.id),
                PoolMemberCreation(partition: general.id, checkpoint: small.id),
                PoolMemberCreation(partition: books.id, checkpoint: base.id),
                PoolMemberCreation(partition: "part_1", checkpoint: "ckpt_1"),
            ])
        let reply = try await bench.post("/v1/pools", creation)
        #expect(reply.status == 422)
        for place in ["0/checkpoint", "1/checkpoint", "2/partition", "2/checkpoint", "3/partition", "4/partition"] {
            #expect(reply.pointers.contains("/partitions/\(place)"), "\(place)")
        }
        #expect(
            reply.details.contains("\"web\" computes another function than the base: hidden_size is 16; the base has 8")
        )
        #expect(reply.details.contains("max_position_embeddings is 32; the base has 64"))
        #expect(reply.details.contains("expected at least 257"))
        #expect(try await bench.store.read { try $0.pool(named: "pool") } == nil)
    }

    @Test func aTokenizerThatCannotBeReadIsRefusedUnlessBytesAreAskedFor() async throws {
        var files = try bench.checkpointFiles(seed: 1)
        files["tokenizer.json"] = Array("{}".utf8)
        let base: CheckpointResource = try bench.expect(201, await create(bench, files))
        let web = try await bench.makePartition("web", ["one"])
        var creation = PoolCreation(
            name: "pool", base: base.id, partitions: [PoolMemberCreation(partition: web.id, checkpoint: base.id)])
        let reply = try await bench.post("/v1/pools", creation)
        #expect(reply.pointers == ["/base"] && reply.details.contains("bos_token"), "\(reply.text)")
        creation.tokenizer = .bytes
        #expect(try await bench.post("/v1/pools", creation).status == 201)
    }

    @Test func aPoolNamesItsPartitionsAndTheirTokens() async throws {
        let (pool, _) = try await bench.makePool()
        #expect(pool.partitions.map(\.name) == ["books", "web"] && pool.partitions.map(\.tokens) == [18, 14])
        let read: PoolResource = try bench.expect(200, await bench.get("/v1/pools/\(pool.id)"))
        #expect(read == pool)
        let named: API.Page<PoolResource> = try bench.expect(200, await bench.get("/v1/pools?name=pool"))
        #expect(named.items == [pool])
    }
}
