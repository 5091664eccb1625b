import Foundation
import LinearAlgebra

/// The negative logarithm of the probability of what was found under a kernel, with a weak normal prior on the kernel's
/// logarithms, and its derivatives by them (Rasmussen and Williams 2006, equations 5.8 and 5.9): what type-II maximum
/// likelihood minimises.
///
/// Derivatives by all length scales come of one product: Σ G_ik (x_ij − x_kj)² = 2 Σ (G·1)_i x_ij² − 2 x_jᵀ·G·x_j.
struct GaussianProcessLikelihood {
    private let features: Matrix
    private let targets: [Double]
    private let prior: GaussianProcessKernel
    /// features · featuresᵀ; lower triangles here and below.
    private let products: Matrix
    private var covariance: Matrix
    private var matern: Matrix
    private var slope: Matrix

    /// The prior's variance of each logarithm: a factor of twenty either way within one standard deviation.
    static let priorVariance = 9.0

    /// - Parameters:
    ///   - features: standardised.
    ///   - targets: one a row, of mean 0 and variance 1.
    init(features: Matrix, targets: [Double]) throws {
        self.features = features
        self.targets = targets
        prior = .typical(dimension: features.columns)
        let count = features.rows
        var products = Matrix(rows: count, columns: count)
        try features.gram(into: &products)
        self.products = products
        covariance = Matrix(rows: count, columns: count)
        matern = covariance
        slope = covariance
    }

    /// - Parameter gradient: filled where it is not `nil`.
    mutating func evaluate(_ logarithms: [Double], gradient: inout [Double]?) throws -> Double {
        let kernel = GaussianProcessKernel(logarithms: logarithms)
        let scaled = kernel.scaled(features)
        try fillCovariance(kernel, scaled: scaled)
        let factor: Cholesky
        do {
            factor = try Cholesky(covariance)
        } catch let error as LinearAlgebraError where error.code == .notPositiveDefinite {
            // Far from anything likely: the line search turns back.
            if gradient != nil { gradient = [Double](repeating: 0, count: logarithms.count) }
            return 1e10
        }
        let solved = try factor.solve(targets)
        let fit = zip(targets, solved).reduce(0) { $0 + $1.0 * $1.1 }
        let deviations = zip(logarithms, prior.logarithms).map { $0 - $1 }
        let value =
            0.5 * (fit + factor.logDeterminant)
            + deviations.reduce(0) { $0 + $1 * $1 } / (2 * GaussianProcessLikelihood.priorVariance)
        if gradient != nil {
            let derivatives = try derivatives(kernel, scaled: scaled, solved: solved, inverse: factor.inverse())
            gradient = zip(derivatives, deviations).map { $0 + $1 / GaussianProcessLikelihood.priorVariance }
        }
        return value
    }

    /// Covariance, its Matérn part, and that part's derivative by −(squared distance) · 1, in lower triangles.
    private mutating func fillCovariance(_ kernel: GaussianProcessKernel, scaled: Matrix) throws {
        try scaled.gram(into: &covariance)
        let count = features.rows
        let norms = (0..<count).map { covariance[$0, $0] }
        let (amplitude, noise, linear, constant) = (kernel.amplitude, kernel.noise, kernel.linear, kernel.constant)
        let products = products.values
        covariance.withUnsafeMutableValues { covariance in
            matern.withUnsafeMutableValues { matern in
                slope.withUnsafeMutableValues { slope in
                    for column in 0..<count {
                        for row in column..<count {
                            let place = row + column * count
                            let squared = max(0, norms[row] + norms[column] - 2 * covariance[place])
                            let distance = (5 * squared).squareRoot()
                            let decay = amplitude * exp(-distance)
                            let part = decay * (1 + distance + distance * distance / 3)
                            matern[place] = part
                            slope[place] = decay * (5.0 / 6) * (1 + distance)
                            covariance[place] = part + linear * products[place] + constant
                        }
                        covariance[column + column * count] += noise
                    }
                }
            }
        }
    }

    /// −½ tr((α·αᵀ − K⁻¹) · ∂K/∂logarithm), logarithm by logarithm; overwrites ``slope``.
    private mutating func derivatives(
        _ kernel: GaussianProcessKernel, scaled: Matrix, solved: [Double], inverse: Matrix
    ) throws -> [Double] {
        let sums = weighSlope(solved: solved, inverse: inverse)
        let (count, dimension) = (features.rows, features.columns)
        var wide = Matrix(rows: count, columns: dimension + 1, repeating: 1)
        for column in 0..<dimension {
            for row in 0..<count { wide[row, column] = scaled[row, column] }
        }
        let weighted = try slope.symmetricTimes(wide)
        var derivatives = (0..<dimension).map { column in
            var sum = 0.0
            for row in 0..<count {
                let x = scaled[row, column]
                sum += x * (weighted[row, dimension] * x - weighted[row, column])
            }
            return -2 * sum
        }
        derivatives += [
            -sums.matern, -sums.trace * (kernel.noise - GaussianProcessKernel.jitter), -sums.linear * kernel.linear,
            -sums.all * kernel.constant,
        ]
        return derivatives
    }

    /// The slope times W = α·αᵀ − K⁻¹ element by element, and the sums over all of W times each other part.
    private mutating func weighSlope(
        solved: [Double], inverse: Matrix
    ) -> (matern: Double, linear: Double, all: Double, trace: Double) {
        let count = features.rows
        let (inverse, matern, products) = (inverse.values, matern.values, products.values)
        var (sumMatern, sumLinear, sumAll, trace) = (0.0, 0.0, 0.0, 0.0)
        slope.withUnsafeMutableValues { slope in
            for column in 0..<count {
                let diagonal = column + column * count
                let own = solved[column] * solved[column] - inverse[diagonal]
                slope[diagonal] *= own
                trace += own
                sumMatern += own * matern[diagonal]
                sumLinear += own * products[diagonal]
                sumAll += own
                for row in (column + 1)..<max(count, column + 1) {
                    let place = row + column * count
                    let weight = solved[row] * solved[column] - inverse[place]
                    slope[place] *= weight
                    sumMatern += 2 * weight * matern[place]
                    sumLinear += 2 * weight * products[place]
                    sumAll += 2 * weight
                }
            }
        }
        return (sumMatern, sumLinear, sumAll, trace)
    }
}
