import LinearAlgebra
import Mixtures
import Optimization
import Randomness

/// A loss as a Gaussian process over features of the mixture, its kernel by type-II maximum likelihood.
struct GaussianProcessSurrogate: Surrogate {
    let regressor = Regressor.gaussianProcess
    let features: FeatureMap
    let process: GaussianProcess
    private let standardization: Standardization
    private let mean: Double
    private let deviation: Double

    /// The kernel is sought on at most so many rows, drawn by the seed: each step costs their cube.
    static let mostKernelRows = 1_024
    /// More rows are not fitted: their covariance is decomposed as a whole.
    static let mostRows = 4_096

    /// How long a kernel is sought.
    struct Effort: Hashable, Sendable {
        var evaluations: Int
        /// In natural logarithms of probability: below this, two kernels fit alike.
        var tolerance: Double

        static let full = Effort(evaluations: 100, tolerance: 1e-2)
        static let fold = Effort(evaluations: 60, tolerance: 5e-2)
    }

    /// - Parameter start: a kernel to begin from, of a fit to other rows of the same table.
    init(
        weights: [[Double]], losses: [Double], features: FeatureMap, start: GaussianProcessKernel? = nil,
        effort: Effort = .full, seed: UInt64
    ) throws {
        guard weights.count <= GaussianProcessSurrogate.mostRows else {
            throw SurrogateError.size(
                .gaussianProcess, "\(weights.count) mixtures; at most \(GaussianProcessSurrogate.mostRows)")
        }
        self.features = features
        let plain = try Matrix(rows: weights.map(features.features))
        standardization = Standardization(of: plain)
        let rows = standardization.apply(to: plain)
        (mean, deviation) = Standardization.moments(of: losses)
        let (center, scale) = (mean, deviation)
        let targets = losses.map { ($0 - center) / scale }
        let kernel = try GaussianProcessSurrogate.kernel(
            rows: rows, targets: targets, start: start, effort: effort, seed: seed)
        process = try .init(kernel: kernel, features: rows, targets: targets)
    }

    private static func kernel(
        rows: Matrix, targets: [Double], start: GaussianProcessKernel?, effort: Effort, seed: UInt64
    ) throws -> GaussianProcessKernel {
        var (rows, targets) = (rows, targets)
        if rows.rows > mostKernelRows {
            var generator = SeededGenerator(seed: seed, purpose: .kernelRows)
            let drawn = generator.permutation(of: rows.rows).prefix(mostKernelRows).sorted()
            (rows, targets) = (rows.selecting(rows: drawn), drawn.map { targets[$0] })
        }
        var likelihood = try GaussianProcessLikelihood(features: rows, targets: targets)
        let typical = GaussianProcessKernel.typical(dimension: rows.columns).logarithms
        var search = Minimisation()
        search.lower = typical.map { $0 - 8 }
        search.upper = typical.map { $0 + 8 }
        search.relativeTolerance = 0
        search.absoluteTolerance = effort.tolerance
        search.maximumEvaluations = effort.evaluations
        let minimum = try search.minimise(from: start?.logarithms ?? typical) { logarithms, gradient in
            try likelihood.evaluate(logarithms, gradient: &gradient)
        }
        return GaussianProcessKernel(logarithms: minimum.point)
    }

    func means(_ weights: [[Double]]) throws -> [Double] {
        guard !weights.isEmpty else { return [] }
        return try process.means(rows(weights)).map { mean + deviation * $0 }
    }

    func predict(_ weights: [[Double]]) throws -> [Prediction] {
        guard !weights.isEmpty else { return [] }
        let (means, variances) = try process.predict(rows(weights))
        return zip(means, variances).map { found, variance in
            Prediction(mean: mean + deviation * found, standardDeviation: deviation * variance.squareRoot())
        }
    }

    private func rows(_ weights: [[Double]]) throws -> Matrix {
        standardization.apply(to: try Matrix(rows: weights.map(features.features)))
    }
}
