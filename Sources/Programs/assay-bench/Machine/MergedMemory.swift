import Checkpoints
import Synchronization

/// Memory that a merge goes into, as the forward pass of an evaluation would take it, on several threads.
final class MergedMemory: Sendable {
    /// Elements that a thread reads at once.
    private static let pieceLength = 1 << 20
    private let threads: Int
    /// Each thread touches its own pieces.
    private nonisolated(unsafe) let memory: UnsafeMutableBufferPointer<Float>

    init(parameters: Int, threads: Int) {
        self.threads = threads
        memory = .allocate(capacity: parameters)
        memory.initialize(repeating: 0)
    }

    deinit { memory.deallocate() }

    /// Reads every tensor of a source, one after the other in memory.
    func fill(from source: any TensorSource) throws {
        try eachPiece(of: source) { name, elements, place in
            try source.read(name, elements: elements, into: place)
        }
    }

    /// The largest |a − b| over all parameters of two sources with the same tensors.
    func largestDifference(of a: any TensorSource, from b: any TensorSource) throws -> Float {
        try fill(from: a)
        let largest = Mutex<Float>(0)
        try eachPiece(of: a) { name, elements, place in
            let other = try [Float](unsafeUninitializedCapacity: elements.count) { buffer, count in
                try b.read(name, elements: elements, into: UnsafeMutableBufferPointer(rebasing: buffer[..<place.count]))
                count = place.count
            }
            var least: Float = 0
            for index in other.indices { least = max(least, abs(place[index] - other[index])) }
            let found = least
            largest.withLock { $0 = max($0, found) }
        }
        return largest.withLock { $0 }
    }

    private func eachPiece(
        of source: any TensorSource,
        _ work: @Sendable (TensorName, Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void
    ) throws {
        let pieces = Self.pieces(of: source)
        try inParallel(threads: threads) { thread in
            for index in stride(from: thread, to: pieces.count, by: threads) {
                let piece = pieces[index]
                let place = memory[piece.start..<piece.start + piece.elements.count]
                try work(piece.name, piece.elements, UnsafeMutableBufferPointer(rebasing: place))
            }
        }
    }

    /// Runs of tensors, and where in memory each begins.
    private static func pieces(
        of source: any TensorSource
    ) -> [(name: TensorName, elements: Range<Int>, start: Int)] {
        var pieces: [(name: TensorName, elements: Range<Int>, start: Int)] = []
        var start = 0
        for name in source.tensorNames {
            let count = source.shape(of: name)?.elementCount ?? 0
            for first in stride(from: 0, to: count, by: pieceLength) {
                pieces.append((name, first..<min(first + pieceLength, count), start + first))
            }
            start += count
        }
        return pieces
    }
}
