import Foundation
import LinearAlgebra

/// A Gaussian process given what was found (Rasmussen and Williams 2006, algorithm 2.1): of features as they are and
/// targets as they are, with a kernel that is fixed.
struct GaussianProcess: Sendable {
    let kernel: GaussianProcessKernel
    private let features: Matrix
    private let factor: Cholesky
    private let solved: [Double]
    /// Of the targets, natural logarithm.
    let logMarginalLikelihood: Double

    init(kernel: GaussianProcessKernel, features: Matrix, targets: [Double]) throws {
        self.kernel = kernel
        self.features = features
        var covariance = try kernel.covariance(of: features, with: features)
        for row in 0..<covariance.rows { covariance[row, row] += kernel.noise }
        factor = try Cholesky(covariance)
        solved = try factor.solve(targets)
        let fit = zip(targets, solved).reduce(0) { $0 + $1.0 * $1.1 }
        logMarginalLikelihood =
            -0.5 * (fit + factor.logDeterminant + Double(targets.count) * log(2 * Double.pi))
    }

    func means(_ rows: Matrix) throws -> [Double] {
        try kernel.covariance(of: rows, with: features).times(solved)
    }

    /// Means and variances of findings, noise included.
    func predict(_ rows: Matrix) throws -> (means: [Double], variances: [Double]) {
        let covariance = try kernel.covariance(of: features, with: rows)
        let means = try covariance.times(solved, transposingSelf: true)
        let explained = try factor.solveLower(covariance)
        let variances = kernel.variance(of: rows).enumerated().map { row, variance in
            let known = explained.column(row).reduce(0) { $0 + $1 * $1 }
            return max(GaussianProcessKernel.jitter, variance - known)
        }
        return (means, variances)
    }
}
