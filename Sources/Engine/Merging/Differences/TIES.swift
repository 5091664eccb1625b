import Foundation
import Kernels
import Mixtures

/// TIES: trim, elect signs, merge what agrees (Yadav et al., "TIES-Merging", 2023, arXiv 2306.01708).
///
/// Trimming is ``Thinning`` by magnitude, whose threshold ``MagnitudeSearch`` finds. Of each element the members elect
/// the sign of their weighted sum; those of that sign are summed, or averaged. DARE and DELLA thin otherwise and elect
/// alike. ``DifferenceMerge`` puts both together, block by block.
enum TIES {
    /// Whether a method elects signs.
    static func elects(_ method: MergeMethod) -> Bool { [.ties, .dareTies, .della].contains(method) }

    /// The sums of each sign in one block, in memory of their own, for one thread at a time.
    final class Election {
        /// Takes the members' differences, and makes the merge of them.
        let kernel: ElectionKernel
        private let totals: UnsafeMutableBufferPointer<Double>
        /// Positive and negative sums and their weights, one after the other.
        private let sums: UnsafeMutableBufferPointer<Float>

        /// - Parameter length: the most elements of a block.
        init(length: Int) {
            let (total, sum) = (
                UnsafeMutablePointer<Double>.allocate(capacity: max(1, length)),
                UnsafeMutablePointer<Float>.allocate(capacity: max(1, 4 * length))
            )
            totals = UnsafeMutableBufferPointer(start: total, count: length)
            sums = UnsafeMutableBufferPointer(start: sum, count: 4 * length)
            kernel = ElectionKernel(total: total, sums: sum, length: length)
        }

        deinit {
            totals.deallocate()
            sums.deallocate()
        }

        /// Begins a block.
        func clear() {
            for buffer in [UnsafeMutableRawBufferPointer(sums), UnsafeMutableRawBufferPointer(totals)] {
                if let start = buffer.baseAddress { memset(start, 0, buffer.count) }
            }
        }
    }
}
