import Checkpoints
import Foundation
import LanguageModels
import Merging
import TestSupport
import Testing

@Suite("Partition models larger than memory", .serialized)
struct MemoryLimitTests {
    static let memberCount = 24
    /// What a process that has its threads and libraries may hold of memory beyond that: less than one partition model.
    static let allowance = 32 << 20

    static func configuration() throws -> ModelConfiguration {
        try ModelConfiguration(
            json: Data(
                """
                {"model_type": "llama", "vocab_size": 8192, "hidden_size": 256, "intermediate_size": 688, \
                "num_hidden_layers": 6, "num_attention_heads": 4, "max_position_embeddings": 128}
                """.utf8), file: "config.json")
    }

    /// Writes a model, and others of its size that are zero but for a number here and there: those take little disk.
    static func makeMembers(in folder: String) throws -> Int {
        let configuration = try configuration()
        var source = MemoryTensorSource()
        var names = [("model.embed_tokens.weight", [8_192, 256]), ("lm_head.weight", [8_192, 256])]
        for layer in 0..<configuration.layerCount {
            let prefix = "model.layers.\(layer)."
            names += ["q", "k", "v", "o"].map { (prefix + "self_attn.\($0)_proj.weight", [256, 256]) }
            names += ["gate", "up"].map { (prefix + "mlp.\($0)_proj.weight", [688, 256]) }
            names.append((prefix + "mlp.down_proj.weight", [256, 688]))
            names += ["input", "post_attention"].map { (prefix + "\($0)_layernorm.weight", [256]) }
        }
        names.append(("model.norm.weight", [256]))
        let pattern = (0..<4_099).map { Float($0 * 7_919 % 4_099) / 20_000 - 0.1 }
        for (index, (name, dimensions)) in names.enumerated() {
            let count = dimensions.reduce(1, *)
            var values: [Float] = []
            values.reserveCapacity(count + pattern.count)
            while values.count < count { values.append(contentsOf: pattern[(index * 17 % 64)...]) }
            values.removeLast(values.count - count)
            try source.insert(TensorName(name), dimensions: dimensions, values: values)
        }
        let first = folder + "/0.safetensors"
        try SafetensorsWriter.write(source, to: first) { _ in .f32 }
        let size = try #require(try FileManager.default.attributesOfItem(atPath: first)[.size] as? Int)
        let whole = try FileHandle(forReadingFrom: URL(filePath: first))
        let length = try #require(try whole.read(upToCount: 8)).enumerated().reduce(0) { $0 | Int($1.1) << (8 * $1.0) }
        let header = try #require(try whole.read(upToCount: length))
        for member in 1..<memberCount {
            let path = folder + "/\(member).safetensors"
            try (withUnsafeBytes(of: length.littleEndian) { Data($0) } + header).write(to: URL(filePath: path))
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try file.truncate(atOffset: UInt64(size))
            for place in stride(from: 8 + length, to: size - 4, by: 160_004) {
                try file.seek(toOffset: UInt64(place))
                let number = Float(member) / 10
                try file.write(contentsOf: withUnsafeBytes(of: number.bitPattern.littleEndian) { Data($0) })
            }
            try file.close()
        }
        return size
    }

    /// The bits of every token's negative log-likelihood under the mean of the models.
    static func bits(folder: String, members: Int = memberCount, activationBytes: Int, threads: Int) throws -> [UInt32]
    {
        let members = try (0..<members).map {
            (
                source: try SafetensorsFile(folder + "/\($0).safetensors") as any TensorSource,
                weight: 1 / Double(memberCount)
            )
        }
        let model = try LanguageModel(configuration: configuration(), parameters: LinearMerge(members: members))
        let documents = (0..<3).map { document in
            (0..<4).map { window in
                let tokens = (0...128).map { Int32(($0 * 37 + window * 911 + document * 4_001) % 8_192) }
                return TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
            }
        }
        let losses = try Arithmetic.allCases.flatMap {
            try model.negativeLogLikelihoods(
                of: documents, arithmetic: $0, threads: threads, activationBytes: activationBytes)
        }
        return losses.flatMap { $0.map(\.bitPattern) }
    }

    @Test("They give the same bits where all of them together do not fit")
    func limited() async throws {
        let folder = try TemporaryFolder()
        let size = try Self.makeMembers(in: folder.path)
        let expected = try Self.bits(folder: folder.path, activationBytes: 1 << 30, threads: 2)
        let file = try folder.write(expected.flatMap { $0.bytes }, to: "expected")
        await #expect(processExitsWith: .success) {
            [path = folder.path as String, file = file as String, size = size as Int] in
            // One model alone: from here on the process has its threads, and its libraries have their memory.
            _ = try MemoryLimitTests.bits(folder: path, members: 1, activationBytes: 1, threads: 2)
            let bytes = try MemoryLimitTests.dataBytes() + MemoryLimitTests.allowance
            try #require(bytes < MemoryLimitTests.memberCount * size)
            var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
            // The limit holds: what one model has cannot be had.
            try #require(malloc(size) == nil)
            let bits = try MemoryLimitTests.bits(folder: path, activationBytes: 1, threads: 2)
            try #require(try Data(contentsOf: URL(filePath: file)) == Data(bits.flatMap { $0.bytes }))
        }
    }

    /// What counts against a limit on the process's data: private memory that it can write.
    static func dataBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmData:") })
        return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) * 1_024
    }
}

extension UInt32 {
    fileprivate var bytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
