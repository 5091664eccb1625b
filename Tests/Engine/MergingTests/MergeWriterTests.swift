import Checkpoints
import Foundation
import Merging
import StrictJSON
import TestSupport
import Testing

@Suite struct MergeWriterTests {
    private func open(_ names: (String, Double)...) throws -> [(checkpoint: CheckpointFolder, weight: Double)] {
        try names.map { (try CheckpointFolder.open(fixture($0.0)), $0.1) }
    }

    private func key(_ name: String, of checkpoint: CheckpointFolder) throws -> String? {
        try JSONValue(parsing: checkpoint.configuration)[name]?.text
    }

    @Test func writesTheMergeInTheMembersType() throws {
        let folder = try TemporaryFolder()
        try MergeWriter.write(open(("half", 0.3), ("half2", 0.7)), to: folder.path("merged"))
        let merged = try CheckpointFolder.open(folder.path("merged"))
        let expected = try SafetensorsFile(fixture("narrow.safetensors"))
        for name in merged.tensorNames {
            #expect(merged.elementType(of: name) == .f16)
            for (value, other) in zip(try merged.values(of: name), try expected.values(of: name)) {
                #expect(abs(value - other) <= 0x1p-10 * max(1, abs(other)))
            }
        }
        #expect(merged.configuration == (try CheckpointFolder.open(fixture("half")).configuration))
    }

    @Test func writesMixedTypesAsF32AndSaysSo() throws {
        let folder = try TemporaryFolder()
        try MergeWriter.write(open(("half", 0.5), ("brain", 0.5)), to: folder.path("merged"))
        let merged = try CheckpointFolder.open(folder.path("merged"))
        #expect(merged.tensorNames.allSatisfy { merged.elementType(of: $0) == .f32 })
        #expect(try key("dtype", of: merged) == "float32")
        #expect(try key("model_type", of: merged) == "llama")
    }

    @Test func writesTheTypeAskedFor() throws {
        let folder = try TemporaryFolder()
        try MergeWriter.write(open(("one", 0.5), ("two", 0.5)), to: folder.path("merged"), as: .bf16)
        let merged = try CheckpointFolder.open(folder.path("merged"))
        #expect(merged.tensorNames.allSatisfy { merged.elementType(of: $0) == .bf16 })
        #expect(try key("dtype", of: merged) == "bfloat16")
    }

    @Test func copiesTheFirstMembersTokenizerAndNothingElse() throws {
        let folder = try TemporaryFolder()
        for name in ["config.json", "model.safetensors"] {
            try folder.write(Data(contentsOf: URL(fileURLWithPath: fixture("one/\(name)"))), to: "one/\(name)")
        }
        try folder.write(Array("{}".utf8), to: "one/tokenizer_config.json")
        try folder.write(Array("x".utf8), to: "one/training_args.bin")
        try MergeWriter.write(
            [(try CheckpointFolder.open(folder.path("one")), 1)], to: folder.path("merged"))
        let merged = try CheckpointFolder.open(folder.path("merged"))
        #expect(merged.files.paths.keys.sorted() == ["config.json", "model.safetensors", "tokenizer_config.json"])
    }

    @Test func leavesNothingWhenMembersDiffer() throws {
        let folder = try TemporaryFolder()
        let small = try MemoryTensorSource(["a": ([1], [1])])
        try CheckpointWriter.write(configuration: Data("{}".utf8), tensors: small, to: folder.path("small"))
        let members =
            try open(("one", 0.5)) + [(checkpoint: try CheckpointFolder.open(folder.path("small")), weight: 0.5)]
        #expect(throws: MergeError.self) { try MergeWriter.write(members, to: folder.path("merged")) }
        #expect(try folder.names() == ["small"])
    }
}
