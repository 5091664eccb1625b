import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct MergeCommandTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)

    /// A checkpoint of the fixture's shape with other parameters.
    private func variant(
        _ name: String, in folder: TemporaryFolder, changing change: ([Float]) -> [Float] = { $0.reversed() }
    ) throws -> String {
        let original = try CheckpointFolder.open(Fixture.path("llama"))
        var tensors = MemoryTensorSource()
        for tensor in original.tensorNames {
            try tensors.insert(
                tensor, dimensions: original.shape(of: tensor)?.dimensions ?? [],
                values: change(original.values(of: tensor)))
        }
        try CheckpointWriter.write(configuration: original.configuration, tensors: tensors, to: folder.path(name))
        return folder.path(name)
    }

    @Test func writesACheckpointThatScores() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        let made = try assayd.run(["merge", "--out", folder.path("made"), "\(one)=0.25", "\(two)=0.75"])
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

    @Test func takesTheWeightOnEitherSide() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        #expect(try assayd.run(["merge", "--out", folder.path("a"), "\(one)=0.3", "\(two)=0.7"]).status == 0)
        #expect(try assayd.run(["merge", "--out", folder.path("b"), "0.3=\(one)", "0.7=\(two)"]).status == 0)
        let files = try ["a", "b"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0)/model.safetensors")))
        }
        #expect(files[0] == files[1])
        // Folders whose names are numbers are told by which of them is there.
        let unclear = try assayd.run(["merge", "--out", folder.path("c"), "0.5=0.5"])
        #expect(unclear.status == 64 && unclear.error.contains("either side may be the weight"), "\(unclear.error)")
    }

    @Test func findsTheModelsOfAFileElsewhere() throws {
        let folder = try TemporaryFolder()
        _ = try variant("two", in: folder)
        let yaml = """
            merge_method: slerp
            base_model: pool one
            models: [{model: two}]
            parameters: {t: [{filter: self_attn, value: [0, 1]}, {value: 0.5}]}
            """
        try folder.write(Array(yaml.utf8), to: "merge.yaml")
        let merge = ["merge", "--out", folder.path("a"), "--config", folder.path("merge.yaml")]
        #expect(try assayd.run(merge).status == 74)
        let stranger = try assayd.run(
            merge + [
                "--models-from", folder.path(""), "--model", "three=x", "--model", "pool one=\(Fixture.path("llama"))",
            ])
        #expect(stranger.status == 65 && stranger.error.contains("--model three: is no model of"), "\(stranger.error)")
        let made = try assayd.run(
            merge + ["--models-from", folder.path(""), "--model", "pool one=\(Fixture.path("llama"))"])
        #expect(made.status == 0, "\(made.error)")
        let merged =
            try ["a", "two"].map { try CheckpointFolder.open(folder.path($0)) } + [.open(Fixture.path("llama"))]
        let values = try merged.map { try $0.values(of: "model.layers.0.self_attn.q_proj.weight") }
        #expect(values[0] == values[2] && values[0] != values[1])
        let again = try assayd.run(
            merge + ["--models-from", folder.path(""), "--write-config", folder.path("again.yaml")])
        #expect(again.status == 74)
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
            (["0.5=\(one)"], 65, "--normalize"), (["0.5=\(one)", "0.6=\(two)"], 65, "--normalize"),
            (["-0.5=\(one)", "1.5=\(two)"], 65, "is -0.5; expected a weight of 0 or more"),
            (["nan=\(one)", "1=\(two)"], 65, "is not a number"), (["inf=\(one)"], 65, "infinite"),
            (["0=\(one)", "0=\(two)"], 65, "expected at least one above 0"),
            (["0.5=\(one)", "0.5=\(one)"], 65, "named twice"),
            (["0.5=\(one)", "0.5=\(Fixture.path("tied-llama"))"], 65, "tie_word_embeddings"),
            (["0.5=\(one)", "0.5=\(folder.path("missing"))"], 74, "missing"),
            ([one], 64, "expected a folder and its weight"), (["half=\(one)"], 64, "expected a folder and its weight"),
            (["0.5="], 64, "expected a folder and its weight"), (["--unknown", "1=\(one)"], 64, "--unknown"),
            ([], 64, "Missing expected argument"), (["--dtype", "int8", "1=\(one)"], 64, "int8"),
        ]
        for (arguments, status, words) in cases {
            let result = try assayd.run(["merge", "--out", folder.path("made")] + arguments)
            #expect(result.status == status, "\(arguments)")
            #expect(result.error.contains(words), "\(arguments): \(result.error)")
            #expect(try folder.names() == ["two"])
        }
    }

    @Test func mergesByOtherMethodsWithTheSameBitsInWhateverOrder() throws {
        let folder = try TemporaryFolder()
        let (base, one) = (Fixture.path("llama"), try variant("one", in: folder))
        let two = try variant("two", in: folder) { Array($0.dropFirst() + $0.prefix(1)) }
        let names: [TensorName] = ["model.embed_tokens.weight", "model.norm.weight"]
        var merges: [[Float]] = []
        for method in ["task_arithmetic", "ties", "dare_linear", "dare_ties", "breadcrumbs", "della", "model_stock"] {
            let options = ["--method", method, "--base", base]
            let made = try assayd.run(
                ["merge", "--out", folder.path("\(method)-a")] + options + ["0.5=\(one)", "0.5=\(two)"])
            #expect(made.status == 0, "\(made.error)")
            let again = try assayd.run(
                ["merge", "--out", folder.path("\(method)-b"), "0.5=\(two)"] + options + ["0.5=\(one)"])
            #expect(again.status == 0, "\(again.error)")
            let merged = try ["a", "b"].map { try CheckpointFolder.open(folder.path("\(method)-\($0)")) }
            let values = try merged.map { checkpoint in try names.flatMap { try checkpoint.values(of: $0) } }
            #expect(values[0] == values[1], "\(method)")
            merges.append(values[0])
        }
        #expect(Set(merges).count == merges.count)
    }

    @Test func runsAFileOfMergekitsAndWritesOne() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        let yaml = """
            merge_method: ties
            base_model: \(one)
            models:
              - model: \(two)
                parameters: {weight: 2}
            parameters: {density: 0.3}
            dtype: float32
            """
        try folder.write(Array(yaml.utf8), to: "merge.yaml")
        let made = try assayd.run(
            [
                "merge", "--out", folder.path("a"), "--config", folder.path("merge.yaml"), "--write-config",
                folder.path("again.yaml"),
            ])
        #expect(made.status == 0, "\(made.error)")
        let again = try assayd.run(["merge", "--out", folder.path("b"), "--config", folder.path("again.yaml")])
        #expect(again.status == 0, "\(again.error)")
        let same = try assayd.run(
            ["merge", "--out", folder.path("c"), "--method", "ties", "--density", "0.3", "--base", one, "1=\(two)"])
        #expect(same.status == 0, "\(same.error)")
        let files = try ["a", "b", "c"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0)/model.safetensors")))
        }
        #expect(files[0] == files[1])
        #expect(files[0] == files[2])
    }

    @Test func refusesMethodsAndFilesByWhatIsWrong() throws {
        let folder = try TemporaryFolder()
        let (one, two) = (Fixture.path("llama"), try variant("two", in: folder))
        try folder.write(Array("merge_method: sce\nmodels: [{model: a}]".utf8), to: "unknown.yaml")
        try folder.write([0xff], to: "bytes.yaml")
        let pair = ["0.5=\(one)", "0.5=\(two)"]
        let cases: [([String], Int32, String)] = [
            (["--method", "magic"] + pair, 64, "magic"), (["--method", "layerwise"] + pair, 64, "layerwise"),
            (["--method", "ties"] + pair, 65, "--base"),
            (["--base", one] + pair, 65, "--base: --method linear"),
            (["--method", "ties", "--base", one, "--density", "2"] + pair, 65, "density is 2.0"),
            (["--method", "ties", "--base", one, "--gamma", "0.1"] + pair, 65, "gamma is no parameter of ties"),
            (["--lambda", "2"] + pair, 65, "lambda is no parameter of linear"),
            (["--method", "slerp", "1=\(one)"], 65, "slerp is between two"),
            (["--method", "model_stock", "--base", one, "0.4=\(one)", "0.6=\(two)"], 65, "the same weight"),
            (["--method", "ties", "--base", Fixture.path("tied-llama")] + pair, 65, "tie_word_embeddings"),
            (["--seed", "x"] + pair, 64, "--seed"),
            (["--config", folder.path("missing.yaml")], 74, "missing.yaml: cannot be read"),
            (["--config", folder.path("bytes.yaml")], 65, "is not UTF-8"),
            (["--config", folder.path("unknown.yaml")], 65, "merge_method: is sce, which mergekit has"),
            (["--config", "x.yaml", "1=\(one)"], 64, "--config says what is merged"),
            (["--config", "x.yaml", "--lambda", "2"], 64, "--lambda"),
            (["--models-from", "x"] + pair, 64, "--models-from: it goes with --config"),
            (["--model", "a=b"] + pair, 64, "--model: it goes with --config"),
            (["--config", "x.yaml", "--model", "a"], 64, "--model"),
        ]
        for (arguments, status, words) in cases {
            let result = try assayd.run(["merge", "--out", folder.path("made")] + arguments)
            #expect(result.status == status, "\(arguments): \(result.error)")
            #expect(result.error.contains(words), "\(arguments): \(result.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("made")))
    }

    @Test func refusesAnOccupiedFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write(Array("kept".utf8), to: "made/file")
        let result = try assayd.run(["merge", "--out", folder.path("made"), "1=\(Fixture.path("llama"))"])
        #expect(result.status == 74)
        #expect(result.error.contains("exists"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("made")) == ["file"])
    }

    @Test func leavesNothingWhenTheDiskIsFull() throws {
        let folder = try TemporaryFolder()
        // A file may have 4 KiB; with the signal ignored a longer write fails as it does on a full disk.
        let result = try assayd.run(
            ["merge", "--out", folder.path("made"), "1=\(Fixture.path("llama"))"],
            afterShell: "trap '' XFSZ; ulimit -f 8")
        #expect(result.status == 74)
        #expect(result.error.contains("cannot be written"), "\(result.error)")
        #expect(try folder.names() == [])
    }

    @Test func printsItsHelp() throws {
        for flag in ["--help", "-h"] {
            let result = try assayd.run(["merge", flag])
            #expect(result.status == 0)
            #expect(result.output.contains("<checkpoint-folder>=<weight>"))
        }
    }
}
