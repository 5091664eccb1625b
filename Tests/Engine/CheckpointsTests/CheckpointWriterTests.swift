import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite struct CheckpointWriterTests {
    private let source = try? MemoryTensorSource(["a": ([2], [1, 2]), "b": ([], [3])])

    @Test func writesAFolderThatOpens() throws {
        let folder = try TemporaryFolder()
        let tokenizer = try folder.write(Array("{}".utf8), to: "source/tokenizer_config.json")
        try CheckpointWriter.write(
            configuration: Data("{}".utf8), tensors: try #require(source),
            copying: ["tokenizer_config.json": tokenizer], to: folder.path("made")
        ) { $0 == "a" ? .bf16 : .f32 }
        let checkpoint = try CheckpointFolder.open(folder.path("made"))
        #expect(try checkpoint.values(of: "a") == [1, 2])
        #expect(checkpoint.elementType(of: "a") == .bf16)
        #expect(checkpoint.files.paths.keys.sorted() == ["config.json", "model.safetensors", "tokenizer_config.json"])
        #expect(try folder.names() == ["made", "source"])
    }

    @Test func fillsAnEmptyFolderAndLeavesAnOccupiedOneAlone() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
        let source = try #require(source)
        try CheckpointWriter.write(configuration: Data("{}".utf8), tensors: source, to: folder.path("empty") + "/")
        #expect(try CheckpointFolder.open(folder.path("empty")).parameterCount == 3)
        #expect(throws: CheckpointError.self) {
            try CheckpointWriter.write(configuration: Data("[]".utf8), tensors: source, to: folder.path("empty"))
        }
        #expect(try CheckpointFolder.open(folder.path("empty")).configuration == Data("{}".utf8))
        let file = try folder.write(Array("x".utf8), to: "file")
        #expect(throws: CheckpointError.self) {
            try CheckpointWriter.write(configuration: Data(), tensors: source, to: file)
        }
        #expect(throws: CheckpointError.self) {
            try CheckpointWriter.write(configuration: Data(), tensors: source, to: folder.path("no/such/parent"))
        }
    }

    @Test func leavesNothingWhenASourceFails() throws {
        let folder = try TemporaryFolder()
        let broken = try MemoryTensorSource(["a": ([2], [1, .nan])])
        #expect(throws: CheckpointError.self) {
            try CheckpointWriter.write(configuration: Data("{}".utf8), tensors: broken, to: folder.path("made"))
        }
        #expect(try folder.names() == [])
    }
}
