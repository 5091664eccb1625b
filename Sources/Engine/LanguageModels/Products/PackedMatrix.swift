import Kernels

/// A weight matrix in bf16, packed as oneDNN takes it; all threads share it.
final class PackedMatrix {
    let place: MatrixPlace
    let weights: BF16Weights

    /// bf16 elements that a matrix takes when it is packed.
    static func count(of place: MatrixPlace) -> Int {
        BF16Weights.packedCount(inputs: place.inputs, outputs: place.outputs)
    }

    /// - Parameter memory: as many elements as ``count(of:)`` says, which outlive the matrix.
    init(_ place: MatrixPlace, memory: UnsafeMutablePointer<UInt16>, unit: BF16Unit) throws {
        weights = try BF16Weights(unit: unit, inputs: place.inputs, outputs: place.outputs, memory: memory)
        self.place = place
    }

    /// Runs of outputs of about so many elements that may be packed apart.
    func pieces(of length: Int) -> [Range<Int>] {
        let group = BF16Weights.groupOutputs
        let step = max(length / (group * place.inputs), 1) * group
        return stride(from: 0, to: place.outputs, by: step).map { $0..<min($0 + step, place.outputs) }
    }

    /// Rounds and packs some of the outputs.
    ///
    /// - Parameter matrix: the whole of it in f32, laid out as its place says.
    func pack(_ outputs: Range<Int>, of matrix: UnsafePointer<Float>) throws {
        try weights.pack(outputs, of: matrix, rowPerInput: place.layout == .rowPerInput)
    }
}
