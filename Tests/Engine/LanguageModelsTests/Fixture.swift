import Checkpoints
import Foundation
import LanguageModels
import Testing

/// One folder of `Fixtures`: a tiny checkpoint, and what PyTorch computed with it.
struct Fixture: Sendable {
    /// Every case that `make_fixtures.py` makes.
    static let names = ["untied", "tied", "grouped", "biased"]

    let configuration: ModelConfiguration
    let parameters: ArrayTensors
    let expected: ArrayTensors
    /// The inputs and, one further, the targets.
    let tokens: [Int32]

    init(_ name: String) throws {
        let folder = try Self.folder().appending(path: name)
        let json = try Data(contentsOf: folder.appending(path: "config.json"))
        configuration = try ModelConfiguration(json: json, file: "\(name)/config.json")
        parameters = try ArrayTensors(safetensors: folder.appending(path: "model.safetensors"))
        expected = try ArrayTensors(safetensors: folder.appending(path: "expected.safetensors"))
        tokens = try expected.values("tokens").map { Int32($0) }
    }

    /// All of the tokens as one window.
    var window: TokenWindow { TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst())) }

    func model() throws -> LanguageModel {
        try LanguageModel(configuration: configuration, parameters: parameters)
    }

    static func folder() throws -> URL {
        try #require(Bundle.module.resourceURL).appending(path: "Fixtures")
    }
}

/// Tensors in memory, read from a small file by code of its own, so that fixtures do not depend on what they test.
struct ArrayTensors: TensorSource {
    var arrays: [TensorName: (dimensions: [Int], values: [Float])] = [:]

    init(_ arrays: [TensorName: (dimensions: [Int], values: [Float])] = [:]) {
        self.arrays = arrays
    }

    init(safetensors file: URL) throws {
        let bytes = try Data(contentsOf: file)
        let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
        let header = try JSONSerialization.jsonObject(with: bytes[8..<8 + length])
        for (name, entry) in try #require(header as? [String: [String: Any]]) where name != "__metadata__" {
            let dimensions = try #require(entry["shape"] as? [Int])
            let range = try #require(entry["data_offsets"] as? [Int])
            let data = bytes[(8 + length + range[0])..<(8 + length + range[1])]
            let words = data.withUnsafeBytes { raw in
                (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
            }
            let isFloat = entry["dtype"] as? String == "F32"
            arrays[TensorName(name)] = (dimensions, words.map { isFloat ? Float(bitPattern: $0) : Float($0) })
        }
    }

    func values(_ name: String) throws -> [Float] {
        try #require(arrays[TensorName(name)], "\(name) is missing").values
    }

    var tensorNames: [TensorName] { arrays.keys.sorted() }

    func shape(of name: TensorName) -> TensorShape? {
        arrays[name].map { TensorShape(name: name, dimensions: $0.dimensions) }
    }

    func read(
        _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
    ) throws {
        guard let array = arrays[name], elements.upperBound <= array.values.count,
            elements.count == destination.count
        else {
            throw CheckpointError(
                .mismatched, file: "memory", subject: "\(name)", message: "is missing or of another size")
        }
        _ = destination.update(fromContentsOf: array.values[elements])
    }
}

/// The largest difference of two arrays; infinite where the counts differ.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { worst, pair in
        let difference = (pair.0 - pair.1).magnitude
        return difference.isNaN ? .nan : max(worst, difference)
    }
}
