import LinearAlgebra
import Mixtures
import Optimization

/// Some of the evaluated mixtures, and the designs of ridge regressions on them.
struct EvidencePart: Sendable {
    /// Of the whole table, rising.
    let rows: [Int]
    let weights: [[Double]]
    var designs: [RidgeShape: RidgeDesign] = [:]

    init(rows: [Int], of weights: [[Double]]) {
        self.rows = rows
        self.weights = rows.map { weights[$0] }
    }

    /// How a surrogate is fitted to the rows of a part.
    struct Fitting: Sendable {
        var residual = 0.0
        var start: GaussianProcessKernel?
        var effort = GaussianProcessSurrogate.Effort.full
        var seed: UInt64
    }

    /// - Parameter losses: of the whole table.
    func fit(_ form: SurrogateForm, losses: [Double], _ fitting: Fitting) throws -> any Surrogate {
        let losses = rows.map { losses[$0] }
        switch form.regressor {
        case .linear, .ridge, .quadraticRidge, .blend:
            return try RidgeSurrogate(
                form.regressor, design: try design(of: form), losses: losses,
                penalty: form.regressor == .linear ? 0 : nil, residual: fitting.residual)
        case .logLinear:
            return try LogLinearLaw(
                weights: weights, losses: losses, residual: fitting.residual, seed: fitting.seed)
        case .boostedTrees:
            return try TreeSurrogate(
                weights: weights, losses: losses, residual: fitting.residual, seed: fitting.seed)
        case .gaussianProcess:
            return try GaussianProcessSurrogate(
                weights: weights, losses: losses, features: form.features, start: fitting.start,
                effort: fitting.effort, seed: fitting.seed)
        }
    }

    private func design(of form: SurrogateForm) throws -> RidgeDesign {
        let shape = form.shape ?? RidgeShape(features: form.features, degree: .linear)
        if let design = designs[shape] { return design }
        return try RidgeDesign(weights, features: shape.features, degree: shape.degree)
    }
}
