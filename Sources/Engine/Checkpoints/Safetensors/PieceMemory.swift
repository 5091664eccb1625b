import Kernels

/// What one thread reads and rounds a piece of a tensor in.
final class PieceMemory {
    private let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: SafetensorsWriter.pieceLength)
    private let encoded = UnsafeMutableRawBufferPointer.allocate(
        byteCount: SafetensorsWriter.pieceLength * 8, alignment: 64)

    deinit {
        values.deallocate()
        encoded.deallocate()
    }

    /// The bytes to store for elements of a tensor, which the next call overwrites.
    func read(
        _ entry: SafetensorsWriter.Entry, _ elements: Range<Int>, of source: any TensorSource, for path: String
    ) throws -> UnsafeRawBufferPointer {
        let piece = UnsafeMutableBufferPointer(rebasing: values.prefix(elements.count))
        try source.read(entry.shape.name, elements: elements, into: piece)
        let bytes: UnsafeRawBufferPointer
        let isFinite: Bool
        if entry.type == .f32 {
            bytes = UnsafeRawBufferPointer(piece)
            isFinite = areFinite(UnsafeBufferPointer(piece))
        } else {
            bytes = UnsafeRawBufferPointer(rebasing: encoded.prefix(piece.count * entry.type.byteCount))
            isFinite =
                encoded.baseAddress.map { entry.type.stored.encode(UnsafeBufferPointer(piece), into: $0) } ?? true
        }
        guard isFinite else {
            throw CheckpointError(
                .malformed, file: path, subject: "\(entry.shape.name)",
                message: "the tensor holds a value that is infinite or not a number as \(entry.type.rawValue)")
        }
        return bytes
    }
}
