import Checkpoints
import Kernels

/// The rows of a table that a pass needs: each is read once, and copied to wherever it is wanted.
///
/// So a table, an embedding for one, never stands in memory whole.
struct TableRows {
    /// Rows of the table that are read as one piece of work.
    private static let pieceLength = 64

    let name: TensorName
    /// Elements of one row.
    let width: Int
    /// Table row and place, as one number each, in order.
    private let wanted: [UInt64]
    /// Where the pieces begin in `wanted`, and its end.
    private let bounds: [Int]

    /// - Parameter rows: for each place, in order, the table's row that is wanted there.
    init(of name: TensorName, width: Int, rows: some Sequence<Int32>) {
        self.name = name
        self.width = width
        let wanted = rows.enumerated().map { UInt64(UInt32(bitPattern: $1)) << 32 | UInt64(UInt32($0)) }.sorted()
        var bounds: [Int] = []
        var seen = 0
        for (index, pair) in wanted.enumerated() where index == 0 || pair >> 32 != wanted[index - 1] >> 32 {
            if seen % Self.pieceLength == 0 { bounds.append(index) }
            seen += 1
        }
        self.wanted = wanted
        self.bounds = bounds + [wanted.count]
    }

    /// Pieces of work, for any thread each.
    var pieceCount: Int { bounds.count - 1 }

    /// Reads the rows of one piece, and adds them to their places or writes them there.
    ///
    /// - Parameter places: [rows, width] of each model of the batch.
    func gather(_ piece: Int, from batch: any TensorBatch, adding: Bool, to places: [FloatStorage]) throws {
        let scratch = try places.map { _ in try FloatStorage(count: width) }
        var held: UInt64?
        for pair in wanted[bounds[piece]..<bounds[piece + 1]] {
            let (row, place) = (pair >> 32, Int(pair & 0xffff_ffff))
            if row != held {
                let first = Int(row) * width
                try batch.read(name, elements: first..<first + width, into: scratch.map { $0.part(0, width) })
                held = row
            }
            for (from, to) in zip(scratch, places) {
                let target = to.start + place * width
                if adding {
                    BiasKernel.add(rows: 1, width: width, bias: from.start, y: target)
                } else {
                    target.update(from: from.start, count: width)
                }
            }
        }
    }
}
