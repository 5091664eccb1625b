import Mixtures

/// A regressor with the features it looks at: what held-out error chooses among.
struct SurrogateForm: Hashable, Sendable {
    let regressor: Regressor
    let features: FeatureMap

    /// Those of a regressor; a blend is made of all the others.
    static func forms(of regressor: Regressor) -> [SurrogateForm] {
        let maps: [FeatureMap] =
            switch regressor {
            case .linear, .logLinear, .boostedTrees: [.weights]
            case .ridge: FeatureMap.allCases
            case .quadraticRidge, .gaussianProcess: [.weights, .roots, .logarithms]
            case .blend: []
            }
        return maps.map { SurrogateForm(regressor: regressor, features: $0) }
    }

    static func forms(of choice: RegressorChoice) -> [SurrogateForm] {
        switch choice {
        case .auto, .one(.blend): Regressor.allCases.flatMap { forms(of: $0) }
        case .one(let regressor): forms(of: regressor)
        }
    }

    /// With fewer different mixtures, no regressor predicts anything.
    static let leastMixtures = 6

    /// How many different mixtures a fit needs.
    func need(weights: Int) -> Int {
        switch regressor {
        case .linear: max(SurrogateForm.leastMixtures, weights + 1)
        case .logLinear: max(SurrogateForm.leastMixtures, weights + 2)
        case .boostedTrees: 20
        case .ridge, .quadraticRidge, .gaussianProcess, .blend: SurrogateForm.leastMixtures
        }
    }

    /// Why it does not serve a table of this size; `nil` when it does.
    func limit(rows: Int, weights: Int) -> String? {
        switch regressor {
        case .quadraticRidge:
            let count = FeatureDegree.quadratic.count(of: features.count(of: weights))
            return count > RidgeDesign.mostFeatures
                ? "\(count) squares and products; at most \(RidgeDesign.mostFeatures)" : nil
        case .gaussianProcess:
            return rows > GaussianProcessSurrogate.mostRows
                ? "\(rows) mixtures; at most \(GaussianProcessSurrogate.mostRows)" : nil
        default: return nil
        }
    }

    /// The design that a ridge regression stands on; `nil` for other regressors.
    var shape: RidgeShape? {
        switch regressor {
        case .linear, .ridge: RidgeShape(features: features, degree: .linear)
        case .quadraticRidge: RidgeShape(features: features, degree: .quadratic)
        default: nil
        }
    }
}

/// What ridge regressions share between losses.
struct RidgeShape: Hashable, Sendable {
    let features: FeatureMap
    let degree: FeatureDegree
}
