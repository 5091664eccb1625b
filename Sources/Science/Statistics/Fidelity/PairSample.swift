import Mixtures

/// Predictions beside what was found, sorted once, so that the statistics of a resample cost a walk over the order and
/// no sorting.
///
/// A resample is a count for each pair: how often it was drawn. Ties are handled as in `Correlation`: by shared ranks.
struct PairSample: Sendable {
    let predicted: [Double]
    let found: [Double]
    /// Pairs in groups of equal predictions, ascending.
    private let predictedGroups: [[Int]]
    /// Pairs in groups of equal findings, ascending.
    private let foundGroups: [[Int]]
    /// The place of each pair's group in `foundGroups`.
    private let foundPlace: [Int]

    /// - Parameters:
    ///   - predicted: Finite; higher predicts a higher loss.
    ///   - found: Finite, of the same length.
    init(predicted: [Double], found: [Double]) {
        self.predicted = predicted
        self.found = found
        predictedGroups = PairSample.groups(of: predicted)
        foundGroups = PairSample.groups(of: found)
        var places = [Int](repeating: 0, count: found.count)
        for (place, group) in foundGroups.enumerated() {
            for pair in group { places[pair] = place }
        }
        foundPlace = places
    }

    private static func groups(of values: [Double]) -> [[Int]] {
        var groups: [[Int]] = []
        for index in values.indices.sorted(by: { values[$0] < values[$1] }) {
            if let last = groups.last?.first, values[last] == values[index] {
                groups[groups.count - 1].append(index)
            } else {
                groups.append([index])
            }
        }
        return groups
    }
}

extension PairSample {
    /// Pearson's r; `nil` when one side is constant.
    func pearson(_ counts: [Double]) -> Double? {
        PairSample.pearson(predicted, found, counts)
    }

    /// Spearman's rho; `nil` when one side is constant.
    func spearman(_ counts: [Double]) -> Double? {
        PairSample.pearson(ranks(predictedGroups, counts), ranks(foundGroups, counts), counts)
    }

    /// Spearman's rho within the best quarter by what was found: the ⌈n/4⌉ lowest, and all that tie with the last of
    /// them.
    ///
    /// `nil` below `Correlation.leastPoints` pairs, or when one side is constant there.
    func topSpearman(_ counts: [Double]) -> Double? {
        let top = topCounts(counts)
        guard top.reduce(0, +) >= Double(Correlation.leastPoints) else { return nil }
        return spearman(top)
    }

    /// The counts of the best quarter; 0 elsewhere.
    func topCounts(_ counts: [Double]) -> [Double] {
        let wanted = (counts.reduce(0, +) / 4).rounded(.up)
        var top = [Double](repeating: 0, count: counts.count)
        var taken = 0.0
        for group in foundGroups where taken < wanted {
            for pair in group {
                top[pair] = counts[pair]
                taken += counts[pair]
            }
        }
        return top
    }

    /// Share of the pairs with different findings that the predictions order rightly; an equal prediction counts one
    /// half.
    ///
    /// `nil` when every finding is the same. A Fenwick tree over the findings' order counts in O(n log n).
    func decisions(_ counts: [Double]) -> Double? {
        let decidable = decidablePairs(counts)
        guard decidable > 0 else { return nil }
        var tree = FenwickTree(count: foundGroups.count)
        var right = 0.0
        for group in predictedGroups {
            var inGroup = 0.0
            var squares = 0.0
            var sameFound: [Int: Double] = [:]
            for pair in group where counts[pair] > 0 {
                right += counts[pair] * tree.sum(below: foundPlace[pair])
                inGroup += counts[pair]
                if group.count > 1 {
                    sameFound[foundPlace[pair], default: 0] += counts[pair]
                } else {
                    squares = counts[pair] * counts[pair]
                }
            }
            if group.count > 1 { squares = sameFound.values.reduce(0) { $0 + $1 * $1 } }
            right += (inGroup * inGroup - squares) / 4
            for pair in group where counts[pair] > 0 { tree.add(counts[pair], at: foundPlace[pair]) }
        }
        return right / decidable
    }

    /// Pairs with different findings.
    func decidablePairs(_ counts: [Double]) -> Double {
        let total = counts.reduce(0, +)
        return (total * total - PairSample.squares(foundGroups, counts)) / 2
    }

    /// How much worse what the predictions call best was found to be than what was found best; the mean of those that
    /// tie.
    func regret(_ counts: [Double]) -> Double? {
        guard
            let chosen = predictedGroups.first(where: { $0.contains { counts[$0] > 0 } }),
            let best = foundGroups.first(where: { $0.contains { counts[$0] > 0 } })?.first
        else { return nil }
        let weight = chosen.reduce(0) { $0 + counts[$1] }
        return chosen.reduce(0) { $0 + counts[$1] * (found[$1] - found[best]) } / weight
    }

    private static func squares(_ groups: [[Int]], _ counts: [Double]) -> Double {
        groups.reduce(0) { sum, group in
            let weight = group.reduce(0) { $0 + counts[$1] }
            return sum + weight * weight
        }
    }

    /// Ranks from 1 among what was drawn; equal values share the mean of the ranks that they take up.
    private func ranks(_ groups: [[Int]], _ counts: [Double]) -> [Double] {
        var ranks = [Double](repeating: 0, count: counts.count)
        var before = 0.0
        for group in groups {
            let weight = group.reduce(0) { $0 + counts[$1] }
            for pair in group { ranks[pair] = before + (weight + 1) / 2 }
            before += weight
        }
        return ranks
    }

    private static func pearson(_ x: [Double], _ y: [Double], _ counts: [Double]) -> Double? {
        var total = 0.0
        var (sumX, sumY) = (0.0, 0.0)
        var (lowX, highX, lowY, highY) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
        for index in x.indices where counts[index] > 0 {
            total += counts[index]
            sumX += counts[index] * x[index]
            sumY += counts[index] * y[index]
            (lowX, highX) = (min(lowX, x[index]), max(highX, x[index]))
            (lowY, highY) = (min(lowY, y[index]), max(highY, y[index]))
        }
        // Equal but for rounding is constant, as in `Correlation`.
        guard total > 0, !Rounding.isConstant(from: lowX, to: highX), !Rounding.isConstant(from: lowY, to: highY)
        else { return nil }
        let (scaleX, scaleY) = (highX - lowX, highY - lowY)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for index in x.indices where counts[index] > 0 {
            let deviationX = (x[index] - sumX / total) / scaleX
            let deviationY = (y[index] - sumY / total) / scaleY
            xx += counts[index] * deviationX * deviationX
            yy += counts[index] * deviationY * deviationY
            xy += counts[index] * deviationX * deviationY
        }
        return min(1, max(-1, xy / (xx * yy).squareRoot()))
    }
}

/// Sums of a list's prefixes that stay right while the list changes (Fenwick, "A new data structure for cumulative
/// frequency tables", 1994).
private struct FenwickTree {
    private var nodes: [Double]

    init(count: Int) {
        nodes = [Double](repeating: 0, count: count + 1)
    }

    mutating func add(_ value: Double, at place: Int) {
        var node = place + 1
        while node < nodes.count {
            nodes[node] += value
            node += node & -node
        }
    }

    func sum(below place: Int) -> Double {
        var node = place
        var sum = 0.0
        while node > 0 {
            sum += nodes[node]
            node -= node & -node
        }
        return sum
    }
}
