import API
import Checkpoints
import Conformance
import Foundation
import Hashing
import LanguageModels
import Testing

extension FolderBlobs {
    /// A tiny model of random parameters, placed.
    func checkpoint(seed: Int) throws -> TaskCheckpoint {
        let configuration = ModelConfiguration.llama(
            vocabularySize: 257, hiddenSize: 8, intermediateSize: 12, layerCount: 2, headCount: 2, maximumPositions: 32)
        let layers = (0..<2).flatMap { layer in
            [
                ("input_layernorm", [8]), ("post_attention_layernorm", [8]), ("self_attn.q_proj", [8, 8]),
                ("self_attn.k_proj", [8, 8]), ("self_attn.v_proj", [8, 8]), ("self_attn.o_proj", [8, 8]),
                ("mlp.gate_proj", [12, 8]), ("mlp.up_proj", [12, 8]), ("mlp.down_proj", [8, 12]),
            ].map { ("model.layers.\(layer).\($0.0).weight", $0.1) }
        }
        let tables = [
            ("model.embed_tokens.weight", [257, 8]), ("lm_head.weight", [257, 8]), ("model.norm.weight", [8]),
        ]
        var tensors = MemoryTensorSource()
        var state = UInt32(truncatingIfNeeded: seed)
        for (name, dimensions) in tables + layers {
            let values = (0..<dimensions.reduce(1, *)).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return Float(state >> 8) / Float(1 << 24) - 0.5
            }
            try tensors.insert(TensorName(name), dimensions: dimensions, values: values)
        }
        let folder = "\(folder)/made-\(seed)"
        try CheckpointWriter.write(configuration: configuration.file(), tensors: tensors, to: folder)
        var files: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            files[name] = try place(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        let digests = try files.map { (name: $0.key, digest: try #require(SHA256Digest(hex: $0.value))) }
        return TaskCheckpoint(id: "ckpt_\(seed)", hash: CheckpointHash.combine(digests).hex, files: files)
    }
}
