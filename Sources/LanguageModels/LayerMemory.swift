import CBLASKernels

/// The memory of one merged layer, or of one slice of the head, and what makes its matrices ready.
final class LayerMemory {
    /// Elements of a matrix that are made ready as one piece of work.
    private static let pieceLength = 1 << 20

    /// In f32, laid out as the layer's offsets say.
    let parameters: FloatStorage
    private let arithmetic: Arithmetic

    init(count: Int, arithmetic: Arithmetic) throws {
        parameters = try FloatStorage(count: count)
        self.arithmetic = arithmetic
    }

    var weights: LayerWeights { LayerWeights(parameters: parameters.start, arithmetic: arithmetic) }

    /// The work that stands between parameters that were read and rows that are multiplied with them, in pieces for any
    /// thread each.
    func pieces(of matrices: [MatrixPlace]) -> [() -> Void] {
        guard arithmetic == .bf16 else { return [] }
        return matrices.flatMap { matrix in
            stride(from: 0, to: matrix.elementCount, by: Self.pieceLength).map { [parameters] first in
                let part = parameters.start + matrix.offset + first
                return { assay_round_to_bf16(min(matrix.elementCount - first, Self.pieceLength), part, part) }
            }
        }
    }
}
