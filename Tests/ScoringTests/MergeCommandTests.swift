import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct MergeCommandTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)

    /// A checkpoint of the fixture's shape with other parameters.
    private func variant(_ name: String, in folder: TemporaryFolder) throws -> String {
        let original = try CheckpointFolder.open(Fixture.path("llama"))
        var tensors = MemoryTensorSource()
        for tensor in original.tensorNames {
            try tensors.insert(
                tensor, dimensions: original.shape(of: tensor)?.dimensions ?? [],
                values: original.values(of: tensor).reversed())
        }
        try CheckpointWriter.write(configuration: original.configuration, tensors: tensors, to: folder.path(name))
        return folder.path(name)
    }

    @Test func writesACheckpointThatScores() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        let made = try assayd.run(["merge", "--out", folder.path("made"), "0.25=\(one)", "0.75=\(two)"])
        #expect(made.status == 0, "\(made.error)")
        let merged = try CheckpointFolder.open(folder.path("made"))
        let members = try [CheckpointFolder.open(one), .open(two)]
        for name in merged.tensorNames {
            let values = try members.map { try $0.values(of: name) }
            for (index, value) in try merged.values(of: name).enumerated() {
                #expect(abs(value - (0.25 * values[0][index] + 0.75 * values[1][index])) <= 1e-6)
            }
        }
        #expect(merged.configuration == members[0].configuration)
        let score = try assayd.run(["score", folder.path("made"), "--jsonl", Fixture.path("documents.jsonl")])
        #expect(score.status == 0, "\(score.error)")
    }

    @Test func givesTheSameBitsInWhateverOrder() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        #expect(try assayd.run(["merge", "--out", folder.path("a"), "0.3=\(one)", "0.7=\(two)"]).status == 0)
        #expect(try assayd.run(["merge", "0.7=\(two)", "0.3=\(one)", "--out", folder.path("b")]).status == 0)
        #expect(
            try assayd.run(["merge", "--normalize", "--out", folder.path("c"), "3=\(one)", "7=\(two)"]).status == 0)
        let files = try ["a", "b", "c"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0)/model.safetensors")))
        }
        #expect(files[0] == files[1])
        #expect(files[0] == files[2])
    }

    @Test func storesTheTypeAskedFor() throws {
        let folder = try TemporaryFolder()
        let made = try assayd.run(["merge", "--out", folder.path("a"), "--dtype", "bf16", "1=\(Fixture.path("llama"))"])
        #expect(made.status == 0, "\(made.error)")
        let merged = try CheckpointFolder.open(folder.path("a"))
        #expect(merged.tensorNames.allSatisfy { merged.elementType(of: $0) == .bf16 })
    }

    @Test func refusesWeightsThatAreNoMixtureAndWritesNothing() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        let cases: [([String], Int32, String)] = [
            (["0.5=\(one)"], 1, "--normalize"), (["0.5=\(one)", "0.6=\(two)"], 1, "--normalize"),
            (["-0.5=\(one)", "1.5=\(two)"], 1, "is -0.5; expected a weight of 0 or more"),
            (["nan=\(one)", "1=\(two)"], 1, "is not a number"), (["inf=\(one)"], 1, "infinite"),
            (["0=\(one)", "0=\(two)"], 1, "expected at least one above 0"),
            (["0.5=\(one)", "0.5=\(one)"], 1, "named twice"),
            (["0.5=\(one)", "0.5=\(Fixture.path("tied-llama"))"], 1, "tie_word_embeddings"),
            (["0.5=\(one)", "0.5=\(folder.path("missing"))"], 1, "missing"),
            ([one], 64, "expected a weight and a folder"), (["half=\(one)"], 64, "expected a weight and a folder"),
            (["0.5="], 64, "expected a weight and a folder"), (["--unknown", "1=\(one)"], 64, "--unknown"),
            ([], 64, "Missing expected argument"), (["--dtype", "int8", "1=\(one)"], 64, "int8"),
        ]
        for (arguments, status, words) in cases {
            let result = try assayd.run(["merge", "--out", folder.path("made")] + arguments)
            #expect(result.status == status, "\(arguments)")
            #expect(result.error.contains(words), "\(arguments): \(result.error)")
            #expect(try folder.names() == ["two"])
        }
    }

    @Test func refusesAnOccupiedFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("kept".utf8), to: "made/file")
        let result = try assayd.run(["merge", "--out", folder.path("made"), "1=\(Fixture.path("llama"))"])
        #expect(result.status == 1)
        #expect(result.error.contains("exists"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("made")) == ["file"])
    }

    @Test func leavesNothingWhenTheDiskIsFull() throws {
        let folder = try TemporaryFolder()
        // A file may have 4 KiB; with the signal ignored a longer write fails as it does on a full disk.
        let result = try assayd.run(
            ["merge", "--out", folder.path("made"), "1=\(Fixture.path("llama"))"],
            afterShell: "trap '' XFSZ; ulimit -f 8")
        #expect(result.status == 1)
        #expect(result.error.contains("cannot be written"), "\(result.error)")
        #expect(try folder.names() == [])
    }

    @Test func printsItsHelp() throws {
        for flag in ["--help", "-h"] {
            let result = try assayd.run(["merge", flag])
            #expect(result.status == 0)
            #expect(result.output.contains("<weight>=<checkpoint-folder>"))
        }
    }
}
