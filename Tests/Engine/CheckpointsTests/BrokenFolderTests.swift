import Checkpoints
import Foundation
import TestSupport
import Testing

/// Folders that break one rule each; what a single file may break is in `SafetensorsHeaderTests`, the index's entries
/// in `CheckpointFolderTests`.
@Suite struct BrokenFolderTests {
    struct Broken: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// What the message names, and says.
        let file: String
        let words: String
        let make: @Sendable (TemporaryFolder) throws -> Void

        init(
            _ name: String, file: String, _ words: String, _ make: @escaping @Sendable (TemporaryFolder) throws -> Void
        ) {
            (testDescription, self.file, self.words, self.make) = (name, file, words, make)
        }
    }

    private static let tensor = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#

    /// A folder that is whole but for what the case does to it.
    private static func whole(_ folder: TemporaryFolder) throws {
        try folder.write(Array("{}".utf8), to: "config.json")
        try folder.write(safetensors(tensor, data: bytes([1])), to: "model.safetensors")
    }

    private static func sharded(_ folder: TemporaryFolder, _ map: String) throws {
        try folder.write(Array("{}".utf8), to: "config.json")
        try folder.write(Array(#"{"weight_map":\#(map)}"#.utf8), to: "model.safetensors.index.json")
        try folder.write(safetensors(tensor, data: bytes([1])), to: "one.safetensors")
    }

    private static func replace(_ name: String, in folder: TemporaryFolder, linkTo target: String) throws {
        try? FileManager.default.removeItem(atPath: folder.path(name))
        try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
    }

    static let broken: [Broken] = [
        Broken("no configuration", file: "config.json", "is missing") { folder in
            try whole(folder)
            try FileManager.default.removeItem(atPath: folder.path("config.json"))
        },
        Broken("a folder for the configuration", file: "config.json", "is missing") { folder in
            try folder.write([1], to: "config.json/file")
            try folder.write(safetensors(tensor, data: bytes([1])), to: "model.safetensors")
        },
        Broken("a folder for the parameters", file: "model.safetensors", "is missing") { folder in
            try folder.write(Array("{}".utf8), to: "config.json")
            try folder.write([1], to: "model.safetensors/file")
        },
        Broken("an empty parameter file", file: "model.safetensors", "is empty") { folder in
            try whole(folder)
            try folder.write([], to: "model.safetensors")
        },
        Broken("a link to itself", file: "model.safetensors", "is missing") { folder in
            try whole(folder)
            try replace("model.safetensors", in: folder, linkTo: "model.safetensors")
        },
        Broken("links in a circle", file: "model.safetensors", "is missing") { folder in
            try whole(folder)
            try replace("model.safetensors", in: folder, linkTo: "other")
            try replace("other", in: folder, linkTo: "model.safetensors")
        },
        Broken("a link to nothing", file: "config.json", "is missing") { folder in
            try whole(folder)
            try replace("config.json", in: folder, linkTo: "nowhere")
        },
        Broken("a link to a device", file: "model.safetensors", "is missing") { folder in
            try whole(folder)
            try replace("model.safetensors", in: folder, linkTo: "/dev/zero")
        },
        Broken("a configuration that has no end", file: "config.json", "at most 67108864 are expected") { folder in
            try whole(folder)
            #expect(truncate(folder.path("config.json"), 1 << 40) == 0)
        },
        Broken("an index that has no end", file: "model.safetensors.index.json", "at most 100000000") { folder in
            try sharded(folder, "{}")
            #expect(truncate(folder.path("model.safetensors.index.json"), 1 << 40) == 0)
        },
        Broken("a header that fills its limit with nothing", file: "model.safetensors", "'{'") { folder in
            try whole(folder)
            try folder.write(withUnsafeBytes(of: UInt64(100_000_000), Array.init), to: "model.safetensors")
            #expect(truncate(folder.path("model.safetensors"), 1 << 40) == 0)
        },
        Broken("an index of bytes that are not UTF-8", file: "model.safetensors.index.json", "not UTF-8") { folder in
            try sharded(folder, "{}")
            try folder.write([0x7B, 0xFF, 0x7D], to: "model.safetensors.index.json")
        },
        Broken("an index that nests without end", file: "model.safetensors.index.json", "levels") { folder in
            try sharded(folder, String(repeating: "[", count: 1_000_000))
        },
        Broken("a tensor in two shards", file: "model.safetensors.index.json", "a: stands in two.safetensors") {
            folder in
            try sharded(folder, #"{"a":"one.safetensors","b":"two.safetensors"}"#)
            try folder.write(safetensors(tensor, data: bytes([1])), to: "two.safetensors")
        },
        Broken("a shard that is cut", file: "one.safetensors", "but the file has") { folder in
            try sharded(folder, #"{"a":"one.safetensors"}"#)
            try folder.write(safetensors(tensor, data: [0, 0, 0]), to: "one.safetensors")
        },
        Broken("a shard with bytes after its end", file: "one.safetensors", "but the file has") { folder in
            try sharded(folder, #"{"a":"one.safetensors"}"#)
            try folder.write(safetensors(tensor, data: bytes([1, 2])), to: "one.safetensors")
        },
        Broken("a shard by an absolute name", file: "model.safetensors.index.json", "plain name") { folder in
            try sharded(folder, #"{"a":"\#(folder.path("one.safetensors"))"}"#)
        },
        Broken("a shard in a folder below", file: "model.safetensors.index.json", "plain name") { folder in
            try sharded(folder, #"{"a":"sub/one.safetensors"}"#)
        },
        Broken("a shard without a name", file: "model.safetensors.index.json", "no .safetensors file") { folder in
            try sharded(folder, #"{"a":""}"#)
        },
        Broken("only a pickle", file: "consolidated.00.pth", "save_pretrained") { folder in
            try folder.write(Array("{}".utf8), to: "config.json")
            try folder.write([0x80, 2], to: "consolidated.00.pth")
        },
    ]

    @Test(arguments: broken)
    func refusesAFolderThatBreaksARule(broken: Broken) throws {
        let folder = try TemporaryFolder()
        try broken.make(folder)
        let error = try #require(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path) }
        #expect(error.file.hasSuffix(broken.file), "\(error)")
        #expect(error.description.contains(broken.words), "\(error)")
    }
}
