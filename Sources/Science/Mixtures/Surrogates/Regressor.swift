/// A family of functions from mixtures to a loss.
public enum Regressor: String, CaseIterable, Codable, Hashable, Sendable {
    /// Least squares on the weights.
    case linear
    /// Ridge regression on weights, their roots or logarithms: Hoerl and Kennard, "Ridge Regression", 1970.
    case ridge
    /// Ridge regression on those, their squares and their products two by two.
    case quadraticRidge = "quadratic_ridge"
    /// c + exp(Σ t·w): the data-mixing law of Ye et al., "Data Mixing Laws", arXiv 2403.16952.
    case logLinear = "log_linear"
    /// Gradient-boosted trees: Chen and Guestrin, "XGBoost", KDD 2016.
    case boostedTrees = "boosted_trees"
    /// A Gaussian process with its own uncertainty: Rasmussen and Williams, "Gaussian Processes for Machine Learning",
    /// 2006.
    case gaussianProcess = "gaussian_process"
    /// A weighted mean of some of the others (Wolpert, "Stacked Generalization", 1992).
    case blend

    /// Whether it is surer of some mixtures than of others, within the evidence: a blend is where a Gaussian process is
    /// among its members.
    public var hasPointwiseDeviation: Bool { self == .gaussianProcess || self == .blend }
}

/// Which regressor is fitted: one that is named, or each loss's own by held-out error.
public enum RegressorChoice: Hashable, Sendable {
    /// All are fitted on parts of the evidence, and the one that predicts the rest best is taken, for every loss on its
    /// own.
    case auto
    case one(Regressor)

    /// What ``init(_:)`` reads.
    public static let spellings = ["auto"] + Regressor.allCases.map(\.rawValue)

    /// - Parameter spelling: `auto`, or a regressor's name on the wire.
    public init?(_ spelling: String) {
        if spelling == "auto" {
            self = .auto
        } else if let regressor = Regressor(rawValue: spelling) {
            self = .one(regressor)
        } else {
            return nil
        }
    }

    public var spelling: String {
        switch self {
        case .auto: "auto"
        case .one(let regressor): regressor.rawValue
        }
    }
}

extension RegressorChoice: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let spelling = try container.decode(String.self)
        guard let choice = RegressorChoice(spelling) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription:
                    "\"\(spelling)\" is no regressor; expected \(RegressorChoice.spellings.joined(separator: ", "))")
        }
        self = choice
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(spelling)
    }
}
