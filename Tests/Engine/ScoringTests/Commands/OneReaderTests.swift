import Checkpoints
import Foundation
import StrictJSON
import TestSupport
import Testing

/// Whatever `assayd score` reads, `assayd merge` merges, and the merge scores as the service's merge in flight does.
@Suite(.serialized) struct OneReaderTests {
    private let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A small GPT-2, whose matrices stand in the order of their names: every file of it has the same parameters.
    private static let gpt2: [(name: String, dimensions: [Int])] =
        [("wte.weight", [257, 8]), ("wpe.weight", [32, 8]), ("ln_f.weight", [8]), ("ln_f.bias", [8])]
        + [
            ("ln_1.weight", [8]), ("ln_1.bias", [8]), ("attn.c_attn.weight", [8, 24]), ("attn.c_attn.bias", [24]),
            ("attn.c_proj.weight", [8, 8]), ("attn.c_proj.bias", [8]), ("ln_2.weight", [8]), ("ln_2.bias", [8]),
            ("mlp.c_fc.weight", [8, 32]), ("mlp.c_fc.bias", [32]), ("mlp.c_proj.weight", [32, 8]),
            ("mlp.c_proj.bias", [8]),
        ].map { ("h.0.\($0.0)", $0.1) }

    private static let configuration = #"""
        {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 257, "n_embd": 8, "n_head": 2,
         "n_layer": 1, "n_positions": 32, "bos_token_id": 256, "eos_token_id": 256}
        """#

    /// Writes the model with a prefix before its names, and with tensors that no pass reads.
    private func write(
        _ name: String, prefix: String, factor: Float = 1, besides: [(name: String, values: [Float])] = []
    ) throws -> String {
        var tensors = MemoryTensorSource()
        for (place, tensor) in Self.gpt2.enumerated() {
            let count = tensor.dimensions.reduce(1, *)
            let values = (0..<count).map { factor * sin(Float($0 * 7 + place * 13)) / 4 }
            try tensors.insert(TensorName(prefix + tensor.name), dimensions: tensor.dimensions, values: values)
        }
        for other in besides {
            try tensors.insert(TensorName(other.name), dimensions: [other.values.count], values: other.values)
        }
        try CheckpointWriter.write(
            configuration: Data(Self.configuration.utf8), tensors: tensors, to: folder.path(name))
        return folder.path(name)
    }

    /// A number that stands nowhere else in a file.
    private static let marker: Float = -12345.678

    /// Puts a number in the place of another, for one that is not finite is never written.
    private func replace(_ number: Float, by other: Float, in checkpoint: String) throws {
        let url = URL(fileURLWithPath: "\(checkpoint)/model.safetensors")
        var data = try Data(contentsOf: url)
        let place = try #require(
            data.range(of: withUnsafeBytes(of: number.bitPattern.littleEndian) { Data($0) }))
        data.replaceSubrange(place, with: withUnsafeBytes(of: other.bitPattern.littleEndian) { Data($0) })
        try data.write(to: url)
    }

    private func score(_ checkpoint: String) throws -> JSONValue? {
        let result = try assayd.run([
            "score", checkpoint, "--jsonl", Fixture.path("documents.jsonl"), "--context", "32", "--json",
        ])
        #expect(result.status == 0, "\(result.error)")
        return try JSONValue(parsing: Data(result.output.utf8))["documents"]
    }

    private func merge(_ members: String..., out: String) throws {
        let result = try assayd.run(["merge", "--out", folder.path(out)] + members)
        #expect(result.status == 0, "\(result.error)")
    }

    @Test func aModelAsTheHubHasItMergesWithOneAsTransformersSavesIt() throws {
        let hub = try write("hub", prefix: "")
        let saved = try write("saved", prefix: "transformer.", factor: 0.5)
        let plain = try write("plain", prefix: "transformer.")
        #expect(try score(hub) == score(plain))
        try merge("0.5=\(hub)", "0.5=\(saved)", out: "mixed")
        try merge("0.5=\(plain)", "0.5=\(saved)", out: "same")
        #expect(try score(folder.path("mixed")) == score(folder.path("same")))
    }

    @Test func masksAndBuffersOfOldFilesAreNoPartOfAMerge() throws {
        let old = try write(
            "old", prefix: "",
            besides: [("h.0.attn.bias", [1, 0, 1, 1]), ("h.0.attn.masked_bias", [Self.marker])])
        try replace(Self.marker, by: -.infinity, in: old)
        let new = try write("new", prefix: "transformer.", factor: 0.5)
        try merge("0.25=\(old)", "0.75=\(new)", out: "merged")
        let merged = try CheckpointFolder.open(folder.path("merged"))
        #expect(merged.tensorNames.count == Self.gpt2.count)
        #expect(merged.tensorNames.allSatisfy { "\($0)".hasPrefix("transformer.") })
    }

    @Test func aTensorThatNobodyKnowsIsRefusedByBothInTheSameWords() throws {
        let odd = try write("odd", prefix: "", besides: [("h.0.attn.gate", [1])])
        let results = try [
            assayd.run(["score", odd, "--jsonl", Fixture.path("documents.jsonl")]),
            assayd.run(["merge", "--out", folder.path("merged"), "1=\(odd)"]),
        ]
        for result in results {
            #expect(result.status == 65 && result.error.contains("h.0.attn.gate is not a tensor"), "\(result.error)")
        }
    }
}
