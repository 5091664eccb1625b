import Foundation
import LinearAlgebra
import Mixtures
import Optimization
import Randomness

/// c + exp(Σ t·w): the data-mixing law of Ye and others (arXiv 2403.16952); their factor k is in t, for weights sum to
/// 1.
struct LogLinearLaw: Surrogate {
    let regressor = Regressor.logLinear
    let features = FeatureMap.weights
    /// What no mixture gets below.
    let floor: Double
    /// One a weight.
    let exponents: [Double]
    private let residual: Double

    init(weights: [[Double]], losses: [Double], residual: Double, seed: UInt64) throws {
        self.residual = residual
        let (mean, deviation) = Standardization.moments(of: losses)
        let table = try Matrix(rows: weights)
        let targets = losses.map { ($0 - mean) / deviation }
        let fit = try LogLinearLaw.best(table: table, targets: targets, seed: seed)
        floor = mean + deviation * fit[0]
        exponents = fit.dropFirst().map { $0 + log(deviation) }
    }

    func means(_ weights: [[Double]]) throws -> [Double] {
        weights.map { floor + power(of: $0) }
    }

    func predict(_ weights: [[Double]]) throws -> [Prediction] {
        try means(weights).map { Prediction(mean: $0, standardDeviation: residual) }
    }

    private func power(of weights: [Double]) -> Double {
        exp(zip(weights, exponents).reduce(0) { $0 + $1.0 * $1.1 })
    }

    /// How far below the lowest loss searches begin, in standard deviations of the losses.
    private static let depths = [0.1, 0.5, 2.0, 8.0]
    /// A little curvature where the table leaves an exponent open.
    private static let penalty = 1e-6

    /// The squares are not convex in c and t together: several starts, each from the exponents that fit best when c is
    /// fixed there, moved a little by the seed.
    private static func best(table: Matrix, targets: [Double], seed: UInt64) throws -> [Double] {
        let lowest = targets.reduce(.infinity, min)
        let parts = try SingularValues(table)
        var search = Minimisation()
        search.relativeTolerance = 1e-9
        search.maximumEvaluations = 400
        var best: Minimum?
        for (number, depth) in depths.enumerated() {
            var generator = SeededGenerator(seed: seed, purpose: .lawStarts, path: UInt64(number))
            let floor = lowest - depth * (0.8 + 0.4 * generator.unit())
            let along = try parts.left.times(targets.map { log($0 - floor) }, transposingSelf: true)
            let shrunk = zip(parts.values, along).map { $0 * $1 / ($0 * $0 + 1e-3) }
            let exponents = try parts.rightTransposed.times(shrunk, transposingSelf: true)
            let minimum = try search.minimise(from: [floor] + exponents) { point, gradient in
                try LogLinearLaw.squares(point, table: table, targets: targets, gradient: &gradient)
            }
            if minimum.value < best?.value ?? .infinity { best = minimum }
        }
        guard let best else { throw OptimizationError(.failed, "no start led to finite squares") }
        return best.point
    }

    /// Half the mean squared error of c = point[0], t = the rest.
    private static func squares(
        _ point: [Double], table: Matrix, targets: [Double], gradient: inout [Double]?
    ) throws -> Double {
        let exponents = Array(point.dropFirst())
        // Beyond this, squares overflow; the gradient still leads back.
        let powers = try table.times(exponents).map { exp(min($0, 300)) }
        let count = Double(targets.count)
        let errors = zip(powers, targets).map { point[0] + $0 - $1 }
        if gradient != nil {
            let slopes = try table.times(zip(errors, powers).map { $0 * $1 / count }, transposingSelf: true)
            gradient =
                [errors.reduce(0, +) / count] + zip(slopes, exponents).map { $0 + LogLinearLaw.penalty * $1 }
        }
        return 0.5
            * (errors.reduce(0) { $0 + $1 * $1 } / count + LogLinearLaw.penalty * exponents.reduce(0) { $0 + $1 * $1 })
    }
}
