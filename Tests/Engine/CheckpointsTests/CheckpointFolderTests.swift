import Checkpoints
import Foundation
import Hashing
import TestSupport
import Testing

@Suite struct CheckpointFolderTests {
    private let one = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    private let two = #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#

    /// A folder with two shards and the index given.
    private func sharded(_ index: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
        try folder.write(safetensors(one, data: bytes([1])), to: "one.safetensors")
        try folder.write(safetensors(two, data: bytes([2])), to: "two.safetensors")
        try folder.write(Array(index.utf8), to: "model.safetensors.index.json")
        return folder
    }

    private func error(opening folder: TemporaryFolder) -> CheckpointError? {
        #expect(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path) }
    }

    @Test func opensASingleFile() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array(#"{"model_type": "llama"}"#.utf8), to: "config.json")
        try folder.write(safetensors(one, data: bytes([7])), to: "model.safetensors")
        let checkpoint = try CheckpointFolder.open(folder.path)
        #expect(checkpoint.configuration == Data(#"{"model_type": "llama"}"#.utf8))
        #expect(checkpoint.tensorNames == ["a"])
        #expect(try checkpoint.values(of: "a") == [7])
        #expect(checkpoint.elementType(of: "a") == .f32)
        #expect(checkpoint.parameterCount == 1)
        #expect(checkpoint.hashedFileNames.sorted() == ["config.json", "model.safetensors"])
    }

    @Test func opensShards() throws {
        let folder = try sharded(
            #"{"metadata":{"total_size":8},"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}"#)
        let checkpoint = try CheckpointFolder.open(folder.path)
        #expect(checkpoint.tensorNames == ["a", "b"])
        #expect(try checkpoint.values(of: "b") == [2])
        #expect(throws: CheckpointError.self) { try checkpoint.values(of: "c") }
        #expect(checkpoint.hashedFileNames.count == 4)
    }

    @Test(arguments: [
        (#"{"weight_map":{"a":"one.safetensors"}}"#, ""),
        (
            #"{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}"#,
            "c: is not in two.safetensors"
        ),
        (#"{"weight_map":{"a":"one.safetensors","b":"one.safetensors"}}"#, "b: is not in one.safetensors"),
        (#"{"weight_map":{"a":"two.safetensors","b":"one.safetensors"}}"#, "where the index has it in"),
        (#"{"weight_map":{"c":"one.safetensors"}}"#, "a: stands in one.safetensors, where the index does not list it"),
        (#"{"weight_map":{"a":"three.safetensors"}}"#, "the shard is missing"),
        (#"{"weight_map":{"a":"/etc/passwd.safetensors"}}"#, "plain name"),
        (#"{"weight_map":{"a":"../one.safetensors"}}"#, "plain name"),
        (#"{"weight_map":{"a":".."}}"#, "plain name"),
        (#"{"weight_map":{"a":"one.safetensors\u0000"}}"#, "plain name"),
        (#"{"weight_map":{"a":"pytorch_model.bin"}}"#, "pickle"),
        (#"{"weight_map":{"a":"config.json"}}"#, "no .safetensors file"),
        (#"{"weight_map":{"a":1}}"#, "expected a file name, found a number"),
        (#"{"weight_map":{"a":"one.safetensors","a":"one.safetensors"}}"#, "stands twice"),
        (#"{"weight_map":{}}"#, "lists no tensor"), (#"{"weight_map":[]}"#, "found an array"), ("{}", "found none"),
        ("[", "found the end"),
    ])
    func holdsTheIndexAgainstTheShards(index: String, words: String) throws {
        let folder = try sharded(index)
        guard !words.isEmpty else {
            // Shards that the index does not name are no part of the checkpoint.
            #expect(try CheckpointFolder.open(folder.path).tensorNames == ["a"])
            return
        }
        let error = error(opening: folder)
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test func refusesPicklesAndSaysHowToConvert() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
        try folder.write([0x80, 2], to: "pytorch_model.bin")
        let error = error(opening: folder)
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("save_pretrained") == true)
        #expect(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path("pytorch_model.bin")) }
    }

    @Test func namesWhatIsMissing() throws {
        let folder = try TemporaryFolder()
        #expect(error(opening: folder)?.file == folder.path("config.json"))
        try folder.write(Array("{}".utf8), to: "config.json")
        #expect(error(opening: folder)?.file == folder.path("model.safetensors"))
        #expect(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path("nowhere")) }
        #expect(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path("config.json")) }
    }

    @Test func refusesTypesThatHoldNoParametersWhereTheyAreAskedFor() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
        let header = #"{"mask":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#
        try folder.write(safetensors(header, data: [1]), to: "model.safetensors")
        let checkpoint = try CheckpointFolder.open(folder.path)
        for refuses in [
            { try checkpoint.checkReadable("mask") }, { _ = try checkpoint.values(of: "mask") },
        ] as [() throws -> Void] {
            let error = #expect(throws: CheckpointError.self, performing: refuses)
            #expect(error?.subject == "mask" && error?.file == folder.path("model.safetensors"))
        }
    }

    @Test func hashesConfigurationAndParametersOnly() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
        try folder.write(safetensors(one, data: bytes([7])), to: "model.safetensors")
        let hash = try CheckpointFolder.open(folder.path).hash()
        let parameters = SHA256.hash(safetensors(one, data: bytes([7])))
        let configuration = SHA256.hash("{}".utf8)
        #expect(
            hash == SHA256.hash("\(configuration.hex)  config.json\n\(parameters.hex)  model.safetensors\n".utf8))
        try folder.write(Array("{}".utf8), to: "tokenizer.json")
        #expect(try CheckpointFolder.open(folder.path).hash() == hash)
        try folder.write(safetensors(one, data: bytes([8])), to: "model.safetensors")
        #expect(try CheckpointFolder.open(folder.path).hash() != hash)
    }

    @Test func opensFilesThatStandElsewhere() throws {
        let folder = try TemporaryFolder()
        let files = CheckpointFiles(
            name: "a checkpoint",
            paths: [
                "config.json": try folder.write(Array("{}".utf8), to: "ab/cd"),
                "model.safetensors": try folder.write(safetensors(one, data: bytes([7])), to: "ef/01"),
            ])
        #expect(try CheckpointFolder(files: files).values(of: "a") == [7])
    }

    @Test func whatIsWrongWithAFileThatStandsElsewhereIsSaidOfTheCheckpoint() throws {
        let folder = try TemporaryFolder()
        func files(_ parameters: [UInt8]) throws -> CheckpointFiles {
            CheckpointFiles(
                name: "a checkpoint",
                paths: [
                    "config.json": try folder.write(Array("{}".utf8), to: "ab/cd"),
                    "model.safetensors": try folder.write(parameters, to: "ef/01"),
                ])
        }
        let odd = try CheckpointFolder(files: files(safetensors(one, data: bytes([.nan]))))
        let infinite = #expect(throws: CheckpointError.self) { try odd.values(of: "a") }
        #expect(infinite?.description.hasPrefix("a checkpoint/model.safetensors: a: holds ") == true)
        let cut = #expect(throws: CheckpointError.self) {
            try CheckpointFolder(files: files(safetensors(one, data: [1])))
        }
        #expect(cut?.file == "a checkpoint/model.safetensors" && cut?.message.contains("truncated") == true)
        #expect(cut?.description.contains(folder.path) == false)
    }
}
