@testable import Checkpoints
import TestSupport
import Testing

/// Cases A9: a checkpoint that holds NaN was taken, and each of its scores failed later.
@Suite struct FiniteTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Array("{}".utf8), to: "config.json")
    }

    /// What is said of a tensor `w` of 2 × 3 beside one that is fine.
    private func refusal(_ type: String, _ values: [UInt8]) throws -> String {
        let end = values.count
        let header =
            #"{"ok":{"dtype":"F32","shape":[1],"data_offsets":[\#(end),\#(end + 4)]},"#
            + #""w":{"dtype":"\#(type)","shape":[2,3],"data_offsets":[0,\#(end)]}}"#
        try folder.write(safetensors(header, data: values + bytes([1])), to: "model.safetensors")
        do {
            try CheckpointFolder.open(folder.path).checkFinite(["ok", "w"])
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("F64", [UInt8](repeating: 0, count: 6) + [0xF8, 0x7F], "nan"), ("F64", [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], "inf"),
        ("F32", [0, 0, 0xC0, 0x7F], "nan"), ("F32", [0, 0, 0x80, 0xFF], "-inf"), ("F16", [0, 0x7E], "nan"),
        ("F16", [0, 0xFC], "-inf"), ("BF16", [0xC0, 0x7F], "nan"), ("BF16", [0x80, 0x7F], "inf"),
    ])
    func aValueThatIsNotFiniteIsNamedByTensorAndPlace(type: String, broken: [UInt8], word: String) throws {
        let zero = [UInt8](repeating: 0, count: broken.count)
        let text = try refusal(type, zero + zero + zero + zero + zero + broken)
        #expect(text.contains("model.safetensors: w: holds \(word) at [1, 2]; expected finite numbers"), "\(text)")
        #expect(text.contains("use an earlier checkpoint"))
        #expect(try refusal(type, Array(repeating: zero, count: 6).flatMap { $0 }) == "")
    }

    @Test func aLongTensorIsReadToItsEnd() throws {
        let count = (1 << 16) + 5
        var values = [Float](repeating: 1, count: count)
        values[count - 1] = .nan
        let header = #"{"w":{"dtype":"F32","shape":[\#(count)],"data_offsets":[0,\#(4 * count)]}}"#
        try folder.write(safetensors(header, data: bytes(values)), to: "model.safetensors")
        let error = #expect(throws: CheckpointError.self) { try CheckpointFolder.open(folder.path).checkFinite(["w"]) }
        #expect(error?.message.hasPrefix("holds nan at [65540];") == true, "\(error?.message ?? "")")
    }

    @Test func everyTensorAtFaultIsCountedAndWhatIsNotReadIsNot() throws {
        let header =
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"#
            + #""mask":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
        try folder.write(safetensors(header, data: bytes([.nan, .infinity, -.infinity])), to: "model.safetensors")
        let checkpoint = try CheckpointFolder.open(folder.path)
        let error = #expect(throws: CheckpointError.self) { try checkpoint.checkFinite(["a", "b"]) }
        #expect(error?.message.hasSuffix("; 2 tensors hold such values") == true, "\(error?.message ?? "")")
        #expect(throws: Never.self) { try checkpoint.checkFinite([TensorName]()) }
    }
}
