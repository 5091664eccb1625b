import CXGBoost
import Synchronization

/// Grown trees in XGBoost's memory, which never change once they are grown.
final class Booster: Sendable {
    /// One prediction at a time: its answers lie in memory of the booster's own.
    private let handle: Mutex<Handle>

    /// A pointer that one thread at a time may follow.
    private struct Handle: @unchecked Sendable {
        let pointer: BoosterHandle
    }

    init(table: BoostingTable, settings: BoostedTrees.Settings, seed: UInt64) throws {
        var made: BoosterHandle?
        var tables: [DMatrixHandle?] = [table.handle]
        try Booster.check(XGBoosterCreate(&tables, 1, &made))
        guard let pointer = made else { throw BoostedTreesError(.library, "XGBoost made no booster") }
        handle = Mutex(Handle(pointer: pointer))
        for (name, value) in Booster.parameters(settings, seed: seed) {
            try Booster.check(XGBoosterSetParam(pointer, name, value))
        }
        for round in 0..<Int32(clamping: settings.trees) {
            try Booster.check(XGBoosterUpdateOneIter(pointer, round, table.handle))
        }
    }

    deinit {
        // Of a handle that XGBoost gave, it cannot fail.
        handle.withLock { _ = XGBoosterFree($0.pointer) }
    }

    func predict(_ table: BoostingTable, count: Int) throws -> [Double] {
        let request =
            #"{"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}"#
        return try handle.withLock { handle in
            var shape: UnsafePointer<bst_ulong>?
            var dimensions: bst_ulong = 0
            var values: UnsafePointer<Float>?
            try Booster.check(
                XGBoosterPredictFromDMatrix(handle.pointer, table.handle, request, &shape, &dimensions, &values))
            guard let shape, dimensions == 1, shape[0] == count, let values else {
                throw BoostedTreesError(.library, "XGBoost answered in another shape than one value a row")
            }
            return UnsafeBufferPointer(start: values, count: count).map(Double.init)
        }
    }

    static func check(_ status: Int32) throws {
        guard status != 0 else { return }
        let sentence = XGBGetLastError().map { String(cString: $0) } ?? "no reason given"
        throw BoostedTreesError(.library, "XGBoost: \(sentence)")
    }

    private static func parameters(_ settings: BoostedTrees.Settings, seed: UInt64) -> [(String, String)] {
        [
            ("objective", "reg:squarederror"), ("base_score", "0"), ("tree_method", "exact"), ("nthread", "1"),
            ("verbosity", "0"), ("seed", "\(seed & 0x7fff_ffff)"), ("eta", "\(settings.learningRate)"),
            ("max_depth", "\(settings.depth)"), ("subsample", "\(settings.rowShare)"),
            ("colsample_bytree", "\(settings.columnShare)"), ("min_child_weight", "\(settings.leafRows)"),
            ("lambda", "\(settings.penalty)"),
        ]
    }
}
