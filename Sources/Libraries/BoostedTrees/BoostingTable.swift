import CXGBoost

/// A table in XGBoost's memory.
final class BoostingTable {
    let handle: DMatrixHandle

    init(rows: [[Double]], columns: Int) throws {
        if let odd = rows.firstIndex(where: { $0.count != columns }) {
            throw BoostedTreesError(.table, "row \(odd) has \(rows[odd].count) values; expected \(columns)")
        }
        let values = rows.flatMap { $0.map(Float.init) }
        if let place = values.firstIndex(where: { !$0.isFinite }) {
            throw BoostedTreesError(
                .table, "row \(place / columns) holds \(values[place]) at \(place % columns); expected a finite value")
        }
        var handle: DMatrixHandle?
        try Booster.check(assay_boost_table(values, UInt64(rows.count), UInt64(columns), &handle))
        guard let handle else { throw BoostedTreesError(.library, "XGBoost made no table") }
        self.handle = handle
    }

    func set(targets: [Double]) throws {
        let labels = targets.map(Float.init)
        try Booster.check(XGDMatrixSetFloatInfo(handle, "label", labels, UInt64(labels.count)))
    }

    deinit {
        // Of a handle that XGBoost gave, it cannot fail.
        _ = XGDMatrixFree(handle)
    }
}
