import StrictCSV

/// A table of mixtures: one weight a column, in the order of the columns' names.
struct MixtureTable: Hashable, Sendable {
    let table: NumberTable
    /// Sorted, so that a fit does not depend on the order of columns.
    let partitions: [String]
    /// One row a row of the table; each sums to 1 together with its ``strangers``.
    let weights: [[Double]]
    /// Weights above 0 of partitions that the other table does not have, one list a row.
    let strangers: [[Stranger]]
    /// How many rows did not sum to 1 and were divided by their sums.
    let renormalized: Int
    /// Partitions of the other table that this one does not have: their weights are 0.
    let absent: [String]

    struct Stranger: Hashable, Sendable {
        let partition: String
        let weight: Double
    }

    /// - Parameter other: a table that mixtures were fitted by, whose name stands in errors; `nil` for the first.
    ///
    /// A column that is left out is 0 in every row, and a column that the other does not have is a partition that was
    /// never fitted; both at once are a name that is spelled in two ways.
    init(_ table: NumberTable, like other: MixtureTable? = nil) throws {
        self.table = table
        let known = other?.partitions ?? table.columns.sorted()
        let absent = known.filter { !table.columns.contains($0) }
        (partitions, self.absent) = (known, absent)
        let strange = table.columns.filter { !known.contains($0) }.sorted()
        guard absent.isEmpty || strange.isEmpty, absent.count < known.count else {
            throw table.columns(lacking: absent, beyond: strange, of: other?.table.file ?? table.file)
        }
        let rows = try table.values(inOrderOf: known.filter { !absent.contains($0) } + strange, of: table.file)
        let names = known.filter { !absent.contains($0) } + strange
        let all = try zip(rows, table.rows).map { try RowOfWeights($0, names: names, row: $1, table: table) }
        let present = known.map { names.firstIndex(of: $0) }
        let first = names.count - strange.count
        weights = all.map { row in present.map { $0.map { row.weights[$0] } ?? 0 } }
        strangers = all.map { row in
            strange.indices.compactMap { index in
                let weight = row.weights[first + index]
                return weight > 0 ? Stranger(partition: strange[index], weight: weight) : nil
            }
        }
        renormalized = all.count(where: \.isRenormalized)
    }
}

/// Rows of mixtures and rows of losses that have the same index, in the order of the mixtures.
struct JoinedTables: Hashable, Sendable {
    let weights: [[Double]]
    let losses: [[Double]]
    /// Places of the joined rows among the mixtures.
    let places: [Int]
    /// What stands in one table alone, and was left out: file and how many rows.
    let leftOut: [LeftOut]

    struct LeftOut: Hashable, Sendable {
        let file: String
        let rows: Int
    }

    /// - Parameters:
    ///   - names: the losses, in the order wanted.
    ///   - other: the file that names them.
    init(_ mixtures: MixtureTable, losses table: NumberTable, names: [String], of other: String) throws {
        let values = try table.values(inOrderOf: names, of: other)
        let known = Dictionary(zip(table.rows.map(\.index), values)) { first, _ in first }
        let places = mixtures.weights.indices.filter { known[mixtures.table.rows[$0].index] != nil }
        guard !places.isEmpty else {
            throw CSVError(
                file: table.file, line: nil,
                detail:
                    "no \"\(table.indexName)\" of it stands in \(mixtures.table.file); expected rows with the same: "
                    + "the first column of a table is taken for its index")
        }
        self.places = places
        weights = places.map { mixtures.weights[$0] }
        losses = places.compactMap { known[mixtures.table.rows[$0].index] }
        leftOut = [
            LeftOut(file: mixtures.table.file, rows: mixtures.weights.count - places.count),
            LeftOut(file: table.file, rows: values.count - places.count),
        ].filter { $0.rows > 0 }
    }
}
