import Checkpoints
import Parallelism
import Synchronization

/// How far models have moved from their base, and in which directions.
///
/// Merging is trusted while models stay near: the share of a model's loss that its merge explains falls from δ = 3 % to
/// 10 % (arXiv 2410.15661 and later work).
public struct Displacement: Codable, Hashable, Sendable {
    /// One model's move.
    public struct Member: Codable, Hashable, Sendable {
        /// What the model was called by the caller.
        public let name: String
        /// δ = ‖θ − θ0‖ / (‖θ‖ + ‖θ0‖), L2 over all parameters: 0 for the base itself, at most 1.
        public let distance: Double
        /// The cosine of the angle between this model's difference from the base and each model's, in the members'
        /// order; `nil` where one of the two has not moved.
        public let cosines: [Double?]
    }

    /// In the order in which they were given.
    public let members: [Member]

    /// Measures models of one shape against their base.
    ///
    /// Tensors are streamed; sums are f64, in an order that does not depend on threads.
    ///
    /// - Parameters:
    ///   - base: the model that the members were trained from.
    ///   - members: the models; weights do not matter.
    ///   - threads: how many read and sum at once.
    ///   - isCancelled: asked for every piece, from all threads; once it answers true, `CancellationError` is thrown.
    ///   - progress: called with the share that is done, from 0 to 1, from any thread, one call at a time.
    /// - Throws: ``MergeError`` if names or shapes differ, and what reading throws.
    public static func measure(
        base: MergeBase, members: [MergeMember], threads: Int = 1,
        isCancelled: @escaping @Sendable () -> Bool = { false }, progress: (@Sendable (Double) -> Void)? = nil
    ) throws -> Displacement {
        guard !members.isEmpty else { throw MergeError.noMembers }
        let aligned = try Merge.align(members, onto: base)
        let pieces = pieces(of: aligned)
        let total = pieces.reduce(0) { $0 + $1.elements.count }
        let sums = Mutex((measured: [Measured?](repeating: nil, count: pieces.count), done: 0))
        try ConcurrentPieces.perform(pieces.count, threads: threads, makeWorkspace: { () }) { _, index in
            guard !isCancelled() else { throw CancellationError() }
            let (name, elements) = pieces[index]
            let measured = Measured(
                values: try .measure(name, of: aligned, elements: elements, differences: false, pairs: false),
                differences: try .measure(name, of: aligned, elements: elements, differences: true))
            sums.withLock {
                $0.measured[index] = measured
                $0.done += elements.count
                progress?(Double($0.done) / Double(max(1, total)))
            }
        }
        return sums.withLock { Displacement(members.map(\.name), $0.measured.compactMap { $0 }) }
    }

    /// The inner products of a piece: of the models, of which only norms are found, and of the members' differences.
    private struct Measured: Sendable {
        let values: TensorGeometry
        let differences: TensorGeometry
    }

    /// Elements that a thread measures at a time.
    private static let pieceLength = 1 << 20

    private static func pieces(of aligned: AlignedModels) -> [(name: TensorName, elements: Range<Int>)] {
        aligned.shapes.values.sorted { $0.name < $1.name }.flatMap { shape in
            stride(from: 0, to: shape.elementCount, by: pieceLength).map {
                (shape.name, $0..<min($0 + pieceLength, shape.elementCount))
            }
        }
    }

    private init(_ names: [String], _ pieces: [Measured]) {
        let values = pieces.map(\.values).reduce(TensorGeometry(count: names.count + 1), +)
        let differences = pieces.map(\.differences).reduce(TensorGeometry(count: names.count), +)
        members = names.enumerated().map { index, name in
            let norms = values.norm(index + 1) + values.norm(0)
            return Member(
                name: name, distance: norms > 0 ? differences.norm(index) / norms : 0,
                cosines: names.indices.map { other in
                    guard differences.norm(index) > 0, differences.norm(other) > 0 else { return nil }
                    return index == other ? 1 : differences.cosine(index, other)
                })
        }
    }
}
