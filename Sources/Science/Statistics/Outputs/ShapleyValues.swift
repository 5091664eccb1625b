/// Shapley values of a game: how what all players reach together is shared among them (Shapley, "A Value for n-Person
/// Games", 1953).
///
/// A player's value is the mean, over all orders in which players may join, of what the worth changes when that player
/// joins. The values sum to the worth of all players less the worth of none.
enum ShapleyValues {
    /// Exact, from the worth of every coalition.
    ///
    /// - Parameters:
    ///   - players: at most 20, for n! must be exact in a `Double`'s 53 bits where worths are whole numbers; count n.
    ///   - worths: 2^n values; player i is in the coalition at an index when bit i of it is 1.
    static func exact(players: Int, worths: [Double]) -> [Double] {
        // Summed with whole-number weights and divided once: whole-number worths give exact numerators.
        let factorials = (0...players).reduce(into: [Double]()) { $0.append(($0.last ?? 1) * Double(max(1, $1))) }
        return (0..<players).map { player in
            let bit = 1 << player
            var sum = 0.0
            for coalition in worths.indices where coalition & bit == 0 {
                let size = coalition.nonzeroBitCount
                let orders = factorials[size] * factorials[players - size - 1]
                sum += orders * (worths[coalition | bit] - worths[coalition])
            }
            return sum / factorials[players]
        }
    }

    /// The mean over some orders, with its standard error (Castro, Gómez and Tejada, "Polynomial Calculation of the
    /// Shapley Value Based on Sampling", 2009).
    ///
    /// Each order's changes sum to the worth of all less the worth of none, and so do their means.
    ///
    /// - Parameters:
    ///   - orders: permutations of the players; at least 2, for one shows no spread.
    ///   - worth: of the players that stand first in an order: 0 of them up to all.
    static func sampled(
        players: Int, orders: [[Int]], worth: (_ order: Int, _ first: Int) -> Double
    ) -> [(value: Double, standardError: Double)] {
        var changes = [[Double]](repeating: [], count: players)
        for (index, order) in orders.enumerated() {
            var before = worth(index, 0)
            for (place, player) in order.enumerated() {
                let after = worth(index, place + 1)
                changes[player].append(after - before)
                before = after
            }
        }
        let count = Double(orders.count)
        return changes.map { changes in
            let mean = changes.reduce(0, +) / count
            let squares = changes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (mean, (squares / (count * (count - 1))).squareRoot())
        }
    }
}
