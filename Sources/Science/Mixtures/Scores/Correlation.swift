/// How well one list of numbers agrees with another: Pearson's r and Spearman's rho, or the reason why there is none.
public struct Correlation: Codable, Hashable, Sendable {
    /// The number of pairs.
    public let points: Int
    /// Pearson's r, −1 … 1; `nil` when undefined.
    public let pearson: Double?
    /// Spearman's rho (Pearson's r of the ranks, ties at their average rank), −1 … 1; `nil` when undefined.
    public let spearman: Double?
    /// Why there is no correlation; `nil` when there is one.
    public let undefined: String?

    /// Fewer pairs than this always lie on, or near, some line.
    public static let leastPoints = 3

    /// - Parameter pairs: What is predicted, and what was found.
    public init(of pairs: [(predicted: Double, found: Double)]) {
        let predicted = pairs.map(\.predicted)
        let found = pairs.map(\.found)
        points = pairs.count
        undefined = Correlation.reason(predicted: predicted, found: found)
        if undefined == nil {
            pearson = Correlation.pearson(predicted, found)
            spearman = Correlation.pearson(Correlation.ranks(of: predicted), Correlation.ranks(of: found))
        } else {
            pearson = nil
            spearman = nil
        }
    }

    /// For a predictor that does not exist here, such as the own partition of a domain that has none.
    public init(undefined reason: String) {
        points = 0
        pearson = nil
        spearman = nil
        undefined = reason
    }

    private static func reason(predicted: [Double], found: [Double]) -> String? {
        if predicted.count < leastPoints {
            return "\(predicted.count) points; expected at least \(leastPoints)"
        }
        if !(predicted + found).allSatisfy(\.isFinite) { return "a value is not finite" }
        if isConstant(predicted) { return "zero variance: the predictor is the same everywhere" }
        if isConstant(found) { return "zero variance: the reference is the same everywhere" }
        return nil
    }

    /// Equal but for rounding: a mean of weights that always sum to 1 differs by its last bits, which correlate with
    /// nothing.
    private static func isConstant(_ values: [Double]) -> Bool {
        let largest = values.reduce(-Double.infinity, max)
        let smallest = values.reduce(Double.infinity, min)
        return Rounding.isConstant(from: smallest, to: largest)
    }

    /// Pearson's r of two lists of one length that are neither empty nor constant.
    static func pearson(_ x: [Double], _ y: [Double]) -> Double {
        let count = Double(x.count)
        let meanX = x.reduce(0, +) / count
        let meanY = y.reduce(0, +) / count
        // Each scaled by its own norm first, so that products of tiny or huge deviations stay in range.
        let deviationsX = normalized(x.map { $0 - meanX })
        let deviationsY = normalized(y.map { $0 - meanY })
        let sum = zip(deviationsX, deviationsY).reduce(0) { $0 + $1.0 * $1.1 }
        return min(1, max(-1, sum))
    }

    private static func normalized(_ values: [Double]) -> [Double] {
        let largest = values.reduce(0) { max($0, abs($1)) }
        let scaled = values.map { $0 / largest }
        let norm = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return scaled.map { $0 / norm }
    }

    /// Ranks from 1; equal values share the mean of the ranks that they take up.
    public static func ranks(of values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            let shared = Double(start + end) / 2 + 1
            for position in start...end { ranks[order[position]] = shared }
            start = end + 1
        }
        return ranks
    }
}
