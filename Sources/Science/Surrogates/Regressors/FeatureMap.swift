import Foundation
import LinearAlgebra

/// How a surrogate looks at a mixture's weights: losses fall steeply in the first hundredths of a partition, and slowly
/// later.
public enum FeatureMap: String, CaseIterable, Codable, Hashable, Sendable {
    case weights
    case roots
    case logarithms
    case rootsAndLogarithms = "roots_and_logarithms"

    /// Added to a weight before its logarithm is taken, so that a partition that is left out has one: published weights
    /// are rounded to as much.
    static let offset = 1e-3

    /// How many features there are of so many weights.
    func count(of weights: Int) -> Int {
        self == .rootsAndLogarithms ? 2 * weights : weights
    }

    /// Weights below 0, which rounding may leave, count as 0.
    func features(of weights: [Double]) -> [Double] {
        switch self {
        case .weights: weights
        case .roots: weights.map { max(0, $0).squareRoot() }
        case .logarithms: weights.map { log(max(0, $0) + FeatureMap.offset) }
        case .rootsAndLogarithms: FeatureMap.roots.features(of: weights) + FeatureMap.logarithms.features(of: weights)
        }
    }
}

/// What is taken of features: themselves, or their squares and products two by two besides.
enum FeatureDegree: Int, Hashable, Sendable {
    case linear = 1
    case quadratic = 2

    func count(of features: Int) -> Int {
        self == .linear ? features : features + features * (features + 1) / 2
    }

    /// Of standardised features, so that a product is of how two of them deviate together.
    func expand(_ features: Matrix) -> Matrix {
        guard self == .quadratic else { return features }
        let width = features.columns
        var expanded = Matrix(rows: features.rows, columns: count(of: width))
        for row in 0..<features.rows {
            for column in 0..<width { expanded[row, column] = features[row, column] }
        }
        var place = width
        for first in 0..<width {
            for second in first..<width {
                for row in 0..<features.rows {
                    expanded[row, place] = features[row, first] * features[row, second]
                }
                place += 1
            }
        }
        return expanded
    }
}
