/// The least of a linear function of variables ≥ 0 under linear limits, for tens of variables and limits.
///
/// Dantzig's simplex method in two phases, with Bland's rule once it could go round in a circle ("New Finite Pivoting
/// Rules for the Simplex Method", 1977).
struct LinearProgram {
    enum Relation { case atMost, atLeast, equal }

    struct Row {
        var coefficients: [Double]
        var relation: Relation
        var bound: Double
    }

    enum Outcome: Equatable {
        /// A vertex.
        case optimal([Double])
        /// The rows that cannot hold together, by their places: those with a multiplier in Farkas' lemma.
        case infeasible(rows: [Int])
        case unbounded
    }

    /// How far from 0 a number is not 0 any more; coefficients are about 1.
    static let tolerance = 1e-10

    /// - Parameters:
    ///   - cost: One number a variable.
    ///   - rows: As many coefficients as there are variables.
    static func minimize(_ cost: [Double], rows: [Row]) -> Outcome {
        var tableau = LinearProgram(variables: cost.count, rows: rows)
        tableau.price(tableau.columns.indices.map { tableau.artificials.contains($0) ? 1 : 0 })
        _ = tableau.pivot(upTo: tableau.columns.count)
        guard tableau.reduced[tableau.columns.count] > -1e-9 else {
            let multipliers = tableau.multipliers
            return .infeasible(rows: multipliers.indices.filter { abs(multipliers[$0]) > 1e-9 })
        }
        tableau.expelArtificials()
        tableau.price(cost + [Double](repeating: 0, count: tableau.columns.count - cost.count))
        guard tableau.pivot(upTo: tableau.artificials.lowerBound) else { return .unbounded }
        var solution = [Double](repeating: 0, count: cost.count)
        for (row, variable) in tableau.basis.enumerated() where variable < cost.count {
            solution[variable] = max(0, tableau.table[row][tableau.columns.count])
        }
        return .optimal(solution)
    }

    /// One row a limit: coefficients of variables, slacks and artificial variables, then the bound.
    private var table: [[Double]]
    /// The variable that each row is solved for.
    private var basis: [Int]
    /// What the cost changes by with each variable; then the cost, negated.
    private var reduced: [Double] = []
    private let columns: Range<Int>
    private let artificials: Range<Int>
    /// The column that each row's multiplier is read from: its artificial variable, or its slack.
    private var witnesses: [Int]

    private init(variables: Int, rows: [Row]) {
        // Bounds ≥ 0, so that slacks and artificial variables are a first solution.
        let rows = rows.map { row in
            guard row.bound < 0 else { return row }
            let flipped: Relation =
                switch row.relation {
                case .atMost: .atLeast
                case .atLeast: .atMost
                case .equal: .equal
                }
            return Row(coefficients: row.coefficients.map { -$0 }, relation: flipped, bound: -row.bound)
        }
        let slacks = rows.count { $0.relation != .equal }
        let artificialCount = rows.count { $0.relation != .atMost }
        let width = variables + slacks + artificialCount
        columns = 0..<width
        artificials = (variables + slacks)..<width
        table = []
        basis = []
        witnesses = []
        var slack = variables
        var artificial = variables + slacks
        for row in rows {
            var line = row.coefficients + [Double](repeating: 0, count: width - variables) + [row.bound]
            if row.relation != .equal {
                line[slack] = row.relation == .atMost ? 1 : -1
                slack += 1
            }
            if row.relation == .atMost {
                basis.append(slack - 1)
            } else {
                line[artificial] = 1
                basis.append(artificial)
                artificial += 1
            }
            witnesses.append(basis[basis.count - 1])
            table.append(line)
        }
    }

    /// Sets what the cost changes by with each variable outside of the basis.
    private mutating func price(_ cost: [Double]) {
        reduced = cost + [0]
        for (row, variable) in basis.enumerated() where cost[variable] != 0 {
            let factor = cost[variable]
            for column in reduced.indices { reduced[column] -= factor * table[row][column] }
        }
    }

    /// Pivots until no variable below `limit` lowers the cost; false when it falls without end.
    private mutating func pivot(upTo limit: Int) -> Bool {
        let patience = 10 * (table.count + limit)
        for step in 0... {
            let candidates = (0..<limit).filter { reduced[$0] < -Self.tolerance }
            // The steepest, until there were so many steps that they may be going round in a circle: then the first.
            let entering = step < patience ? candidates.min { reduced[$0] < reduced[$1] } : candidates.first
            guard let entering else { return true }
            guard let leaving = leaving(for: entering) else { return false }
            exchange(row: leaving, column: entering)
        }
        return true
    }

    private func leaving(for column: Int) -> Int? {
        let bound = columns.count
        var best: (row: Int, ratio: Double)?
        for row in table.indices where table[row][column] > Self.tolerance {
            let ratio = table[row][bound] / table[row][column]
            guard let known = best else {
                best = (row, ratio)
                continue
            }
            if ratio < known.ratio || (ratio == known.ratio && basis[row] < basis[known.row]) { best = (row, ratio) }
        }
        return best?.row
    }

    private mutating func exchange(row: Int, column: Int) {
        let pivot = table[row][column]
        for index in table[row].indices { table[row][index] /= pivot }
        for other in table.indices where other != row && table[other][column] != 0 {
            let factor = table[other][column]
            for index in table[row].indices { table[other][index] -= factor * table[row][index] }
        }
        let factor = reduced[column]
        for index in reduced.indices { reduced[index] -= factor * table[row][index] }
        basis[row] = column
    }

    /// Solves rows for a real variable where an artificial one is left at 0.
    private mutating func expelArtificials() {
        for row in table.indices where artificials.contains(basis[row]) {
            let column = (0..<artificials.lowerBound).first { abs(table[row][$0]) > Self.tolerance }
            if let column { exchange(row: row, column: column) }
        }
    }

    /// The rows' multipliers at the end of the first phase, where artificial variables cost 1.
    private var multipliers: [Double] {
        witnesses.map { (artificials.contains($0) ? 1 : 0) - reduced[$0] }
    }
}
