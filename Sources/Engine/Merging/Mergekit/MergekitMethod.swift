import Mixtures

/// A merge method of mergekit's that is done here.
enum MergekitMethod: String, CaseIterable {
    case linear
    case taskArithmetic = "task_arithmetic"
    case ties
    case dareLinear = "dare_linear"
    case dareTies = "dare_ties"
    case breadcrumbs
    case breadcrumbsTies = "breadcrumbs_ties"
    case della
    case dellaLinear = "della_linear"
    case slerp
    case multislerp
    case modelStock = "model_stock"

    /// The method that does the same for a mixture; `nil` if there is none of that name.
    var recipeMethod: MergeMethod? { MergeMethod(rawValue: rawValue) }

    /// The method whose thinning it has.
    var thinning: MergeMethod {
        switch self {
        case .breadcrumbsTies: .breadcrumbs
        case .dellaLinear: .della
        default: recipeMethod ?? .linear
        }
    }

    /// Whether differences from the base are merged, each with a weight.
    var mergesDifferences: Bool {
        ![.linear, .slerp, .multislerp, .modelStock].contains(self)
    }

    /// Whether a file must name a base, from which differences are taken.
    var usesBase: Bool { mergesDifferences || self == .modelStock }

    /// Whether signs are elected.
    var elects: Bool { self == .breadcrumbsTies || (self != .dellaLinear && TIES.elects(thinning)) }

    /// The parameters that mergekit's method of this name has, but for `weight`, with what it takes for those left out.
    var defaults: [String: MergekitScalar] {
        let shared: [String: MergekitScalar] = ["lambda": .number(1), "density": .number(1)]
        let own: [String: MergekitScalar]
        switch self {
        case .linear: return ["normalize": .boolean(true)]
        case .slerp: return [:]
        case .multislerp: return ["normalize_weights": .boolean(true), "eps": .number(1e-8)]
        case .modelStock: return ["filter_wise": .boolean(false)]
        case .taskArithmetic: own = ["normalize": .boolean(false)]
        case .ties: own = ["normalize": .boolean(true), "rescale": .boolean(false)]
        case .dareLinear, .dareTies: own = ["normalize": .boolean(false), "rescale": .boolean(true)]
        case .breadcrumbs, .breadcrumbsTies:
            own = ["normalize": .boolean(false), "rescale": .boolean(false), "gamma": .number(0.01)]
        case .della, .dellaLinear:
            own = [
                "normalize": .boolean(self == .della), "rescale": .boolean(true), "epsilon": .number(0.15),
            ]
        }
        return shared.merging(own) { _, own in own }
    }

    /// Whether the method weighs models by `weight`; `slerp` does so by `t`, and `model_stock` not at all.
    var hasWeights: Bool { self != .slerp && self != .modelStock }

    /// The parameters that are read.
    var parameters: Set<String> {
        Set(defaults.keys).union(hasWeights ? ["weight"] : self == .slerp ? ["t"] : [])
    }

    /// Every parameter that some method of mergekit's has: one that the method at hand lacks changes nothing there.
    static let everyParameter: Set<String> = [
        "density", "eps", "epsilon", "filter_wise", "gamma", "int8_mask", "lambda", "max_iter", "normalize",
        "normalize_weights", "nuslerp_flatten", "nuslerp_row_wise", "rescale", "scale", "select_topk", "t", "tol",
        "weight",
    ]

    /// Why mergekit's other methods are refused.
    static func refusal(of name: String) -> String {
        let done = allCases.map(\.rawValue).joined(separator: ", ")
        switch name {
        case "passthrough":
            return "is passthrough, which stacks layers into a model of another depth: what is merged here keeps the "
                + "models' shape; done are \(done)"
        case "arcee_fusion", "karcher", "nearswap", "nuslerp", "ram", "ramplus_tl", "sce":
            return "is \(name), which mergekit has and Assay has not; done are \(done)"
        default: return "is \"\(name)\"; expected one of \(done)"
        }
    }
}
