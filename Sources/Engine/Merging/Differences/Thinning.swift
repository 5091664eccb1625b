import Checkpoints
import Hashing
import Kernels
import Mixtures

/// How the differences of a merge are thinned before they are summed.
struct Thinning: Sendable {
    /// How one member's difference is thinned.
    enum Kind: Hashable, Sendable {
        case none
        /// The share of the largest that is dropped, and the share that is kept below those; `least` elements at least.
        case magnitude(dropped: Double, kept: Double, least: Int)
        case chance(density: Double)
        case rank(density: Double, epsilon: Double)

        /// How a method thins; not at all where the density is 1 or the method has none.
        init(_ method: MergeMethod, density: Double, gamma: Double, epsilon: Double) {
            self =
                switch method {
                case _ where density >= 1: .none
                case .ties: .magnitude(dropped: 0, kept: density, least: 1)
                case .breadcrumbs: .magnitude(dropped: gamma, kept: density, least: 0)
                case .dareLinear, .dareTies: .chance(density: density)
                case .della: .rank(density: density, epsilon: epsilon)
                default: .none
                }
        }
    }

    /// One for each member.
    private let kinds: [Kind]
    private let seed: UInt64
    /// What stands for each member in random draws.
    private let keys: [String]

    init(_ kinds: [Kind], seed: UInt64, keys: [String]) {
        (self.kinds, self.seed, self.keys) = (kinds, seed, keys)
    }

    /// Whether whole rows are thinned at a time.
    var needsRows: Bool {
        kinds.contains { if case .rank = $0 { true } else { false } }
    }

    /// What thinning each member's difference in one tensor takes.
    func find(for shape: TensorShape, of aligned: AlignedModels) throws -> [TensorThinning] {
        try zip(kinds, keys).enumerated().map { member, thinned in
            switch thinned.0 {
            case .none: return .none
            case .magnitude(let dropped, let kept, let least):
                let count = Double(shape.elementCount)
                let kept = max(least, Int(kept * count))
                // Where both shares are more than all, less of the largest is dropped, as in mergekit.
                let top = min(Int(dropped * count), max(0, shape.elementCount - kept))
                let search = MagnitudeSearch(shape: shape, member: member + 1, aligned: aligned)
                return .magnitude(kept: try search.largest(top + kept), dropped: try search.largest(top))
            case .chance(let density):
                return .chance(drawKey(member: thinned.1, tensor: shape.name), density: density)
            case .rank(let density, let epsilon):
                return .rank(
                    drawKey(member: thinned.1, tensor: shape.name), density: density, epsilon: epsilon,
                    row: shape.dimensions.last ?? 1)
            }
        }
    }

    /// The key of a tensor's draws: the first 8 bytes, little-endian, of a SHA-256 over seed, member and tensor.
    private func drawKey(member: String, tensor: TensorName) -> UInt64 {
        let computation = SHA256()
        computation.update("assay-merge-draws=1\n\(seed)\n\(member.utf8.count):\(member)\n".utf8)
        computation.update(tensor.utf8)
        return computation.finalize().bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// What is known of one tensor of one member before its difference is thinned.
enum TensorThinning: Sendable {
    case none
    case magnitude(kept: MagnitudeCut, dropped: MagnitudeCut)
    case chance(UInt64, density: Double)
    case rank(UInt64, density: Double, epsilon: Double, row: Int)

    /// Thins a run of a difference in place; for ranks, a run of whole rows.
    ///
    /// - Parameters:
    ///   - first: the place of the run's first element in its tensor.
    ///   - scratch: for ranks, twice a row.
    func apply(
        to values: UnsafeMutableBufferPointer<Float>, from first: Int, scratch: UnsafeMutableBufferPointer<UInt64>
    ) throws {
        switch self {
        case .none: return
        case .magnitude(let kept, let dropped):
            MagnitudeKernel.cutValues(kept, dropping: dropped, of: values, from: first)
        case .chance(let key, let density):
            DropKernel.drop(values, from: first, key: key, keeping: density)
        case .rank(let key, let density, let epsilon, let row):
            for start in stride(from: 0, to: values.count, by: max(1, row)) {
                do {
                    try DropKernel.dropByRank(
                        UnsafeMutableBufferPointer(rebasing: values[start..<start + row]), from: first + start,
                        key: key,
                        density: density, epsilon: epsilon, scratch: scratch)
                } catch {
                    throw MergeError.rowTooLong(row)
                }
            }
        }
    }
}
