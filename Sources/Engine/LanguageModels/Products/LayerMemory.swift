import Kernels

/// The memory of one merged layer, or of one slice of the head, and what makes its matrices ready.
///
/// With oneDNN, the matrices stand there twice: in f32, as they are merged, and packed in bf16.
final class LayerMemory {
    /// Elements of a matrix that are made ready as one piece of work.
    private static let pieceLength = 1 << 19

    /// In f32, laid out as the layer's offsets say.
    let parameters: FloatStorage
    private let unit: ProductUnit
    private let maker: BF16Unit?
    private var packedMemory: FloatStorage?
    private var packed: [PackedMatrix] = []

    init(count: Int, unit: ProductUnit) throws {
        parameters = try FloatStorage(count: count)
        self.unit = unit
        maker = unit == .oneDNN ? try BF16Unit() : nil
    }

    /// The layer with these matrices, once all pieces of work were done.
    func weights(_ matrices: [MatrixPlace]) -> LayerWeights {
        var projections: [MatrixPlace: Projection] = [:]
        switch unit {
        case .blas: break
        case .roundedBLAS:
            for place in matrices {
                projections[place] = Projection(place, weights: parameters.start + place.offset, isRounded: true)
            }
        case .oneDNN:
            for matrix in packed { projections[matrix.place] = Projection(matrix) }
        }
        return LayerWeights(parameters: parameters.start, projections: projections)
    }

    /// The work that stands between parameters that were read and rows that are multiplied with them, in pieces for any
    /// thread each.
    func pieces(of matrices: [MatrixPlace]) throws -> [() throws -> Void] {
        switch unit {
        case .blas: return []
        case .roundedBLAS: return matrices.flatMap(rounding)
        case .oneDNN:
            try arrange(matrices)
            return packed.flatMap { matrix in
                matrix.pieces(of: Self.pieceLength).map { [parameters] outputs in
                    { try matrix.pack(outputs, of: parameters.start + matrix.place.offset) }
                }
            }
        }
    }

    private func rounding(_ matrix: MatrixPlace) -> [() throws -> Void] {
        stride(from: 0, to: matrix.elementCount, by: Self.pieceLength).map { [parameters] first in
            let part = parameters.start + matrix.offset + first
            return {
                BF16Rounding.round(
                    count: min(matrix.elementCount - first, Self.pieceLength), from: part, to: part)
            }
        }
    }

    /// Finds a place for each packed matrix, which is the same for every layer.
    private func arrange(_ matrices: [MatrixPlace]) throws {
        guard packed.map(\.place) != matrices, let maker else { return }
        packed = []
        let counts = matrices.map(PackedMatrix.count)
        let floats = counts.reduce(0, +) / 2
        if packedMemory.map({ $0.count < floats }) ?? true {
            packedMemory = nil
            packedMemory = try FloatStorage(count: floats)
        }
        guard let start = packedMemory?.start else { return }
        var offset = 0
        for (place, count) in zip(matrices, counts) {
            let memory = UnsafeMutableRawPointer(start + offset / 2).bindMemory(to: UInt16.self, capacity: count)
            packed.append(try PackedMatrix(place, memory: memory, unit: maker))
            offset += count
        }
    }
}
