import CXGBoost

/// Gradient-boosted regression trees for squared error (Chen and Guestrin, "XGBoost", KDD 2016), fitted once.
///
/// The same rows, targets, settings and seed give the same trees: one thread grows them.
public struct BoostedTrees: Sendable {
    /// How trees are grown.
    public struct Settings: Hashable, Codable, Sendable {
        /// How many trees are grown, one after the other.
        public var trees = 400
        /// How much of each tree's answer is added.
        public var learningRate = 0.03
        /// The most splits between a root and a leaf.
        public var depth = 4
        /// The share of rows, and of columns, that each tree sees.
        public var rowShare = 0.8
        /// The share of columns that each tree sees.
        public var columnShare = 0.8
        /// The least number of rows in a leaf.
        public var leafRows = 2
        /// The penalty on squared leaf values, in rows.
        public var penalty = 1.0

        /// Settings that fit a few hundred rows.
        public init() {}
    }

    /// How many values a row has.
    public let columns: Int
    private let booster: Booster

    /// - Parameters:
    ///   - rows: the table, row by row; values are compared in f32.
    ///   - targets: one a row.
    public init(rows: [[Double]], targets: [Double], settings: Settings = Settings(), seed: UInt64) throws {
        columns = rows.first?.count ?? 0
        guard rows.count == targets.count, !rows.isEmpty, columns > 0 else {
            throw BoostedTreesError(
                .table, "\(rows.count) rows of \(columns) values and \(targets.count) targets; expected a target a row")
        }
        let table = try BoostingTable(rows: rows, columns: columns)
        try table.set(targets: targets)
        booster = try Booster(table: table, settings: settings, seed: seed)
    }

    /// One value a row.
    public func predict(_ rows: [[Double]]) throws -> [Double] {
        guard !rows.isEmpty else { return [] }
        return try booster.predict(try BoostingTable(rows: rows, columns: columns), count: rows.count)
    }
}
