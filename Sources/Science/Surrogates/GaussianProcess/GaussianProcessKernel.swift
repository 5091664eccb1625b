import Foundation
import LinearAlgebra

/// The covariance of losses of two mixtures with standardised features x and y, and its parameters:
/// a²·Matérn₅⸝₂(|x − y| by length scales) + b²·x·y/d + c² + noise² where they are the same finding.
struct GaussianProcessKernel: Hashable, Sendable {
    /// Natural logarithms: a length scale a feature, then amplitude a, noise, linear b, constant c.
    var logarithms: [Double]

    /// How many features there are.
    var dimension: Int { logarithms.count - 4 }

    var amplitude: Double { exp(2 * logarithms[dimension]) }
    /// With what keeps a covariance of equal mixtures positive definite.
    var noise: Double { exp(2 * logarithms[dimension + 1]) + GaussianProcessKernel.jitter }
    var linear: Double { exp(2 * logarithms[dimension + 2]) / Double(max(1, dimension)) }
    var constant: Double { exp(2 * logarithms[dimension + 3]) }
    var lengthScales: [Double] { logarithms.prefix(dimension).map { exp($0) } }

    static let jitter = 1e-6

    /// Where a search begins: losses of unit variance, features whose distances are about √d.
    static func typical(dimension: Int) -> GaussianProcessKernel {
        let scale = log(Double(max(1, dimension)).squareRoot())
        return GaussianProcessKernel(logarithms: [Double](repeating: scale, count: dimension) + [0, -2, 0, 0])
    }

    /// Features divided by their length scales.
    func scaled(_ features: Matrix) -> Matrix {
        features.scalingColumns(by: lengthScales.map { 1 / $0 })
    }

    /// The covariances of new rows with known ones, without noise.
    func covariance(of new: Matrix, with known: Matrix) throws -> Matrix {
        let (scaledNew, scaledKnown) = (scaled(new), scaled(known))
        let (normsNew, normsKnown) = (scaledNew.squaredRowNorms, scaledKnown.squaredRowNorms)
        let plain = try new.times(known, transposingOther: true)
        var covariance = try scaledNew.times(scaledKnown, transposingOther: true)
        let (amplitude, linear, constant) = (amplitude, linear, constant)
        for column in 0..<covariance.columns {
            for row in 0..<covariance.rows {
                let squared = max(0, normsNew[row] + normsKnown[column] - 2 * covariance[row, column])
                covariance[row, column] =
                    amplitude * GaussianProcessKernel.matern(squared) + linear * plain[row, column] + constant
            }
        }
        return covariance
    }

    /// The variance of a new finding before anything is known.
    func variance(of new: Matrix) -> [Double] {
        new.squaredRowNorms.map { amplitude + linear * $0 + constant + noise }
    }

    /// Matérn's function of smoothness 5/2 of a squared distance.
    static func matern(_ squared: Double) -> Double {
        let distance = (5 * squared).squareRoot()
        return (1 + distance + distance * distance / 3) * exp(-distance)
    }
}

extension Matrix {
    var squaredRowNorms: [Double] {
        var norms = [Double](repeating: 0, count: rows)
        for column in 0..<columns {
            for row in 0..<rows { norms[row] += self[row, column] * self[row, column] }
        }
        return norms
    }
}
