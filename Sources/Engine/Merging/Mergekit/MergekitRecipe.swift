public import Checkpoints
public import Mixtures

/// A merge as mergekit's YAML files describe it.
///
/// Both programs have `linear`, `task_arithmetic`, `ties`, `dare_linear`, `dare_ties`, `breadcrumbs`, `della`, `slerp`,
/// `multislerp` and `model_stock`; Assay's `layerwise` is mergekit's `linear` with weights that differ between layers.
/// On the same checkpoints in f32 the two agree within 1e-6 where nothing is random, except that
/// - arithmetic here is always f32, rounded once to the stored type; mergekit's is that of `dtype`;
/// - weights become a mixture. Where mergekit does not divide by their sum s, λ becomes λ·s, which is the same; for
///   `linear` and `multislerp` with weights that are neither divided nor sum to 1 there is no mixture, so they are
///   refused;
/// - `dare_linear` and `dare_ties` divide what they keep by the density, and `della` by the element's probability, as
///   their papers do, where mergekit (`rescale: true`) restores the L1 norm; draws come from a seed that the file does
///   not hold;
/// - `della`'s epsilon is the whole reach of the probabilities, twice mergekit's, and a row of one element has the
///   density;
/// - among differences of equal magnitude `ties` and `breadcrumbs` keep those at lower places first, where PyTorch's
///   sort promises no order; `gamma` + `density` may not exceed 1, where mergekit then drops fewer outliers;
/// - `slerp` takes the straight line where a tensor has norm 0, and `multislerp` leaves tensors that all are 0, which
///   mergekit refuses; `multislerp` with a base is refused, as it merges the models themselves;
/// - `model_stock`'s cosines are those of the differences, however small; mergekit's shrink where norms multiply to
///   less than 1e-6.
///
/// Models of different vocabulary, LoRA, and settings by filter other than of layers are refused by their key.
public struct MergekitRecipe: Hashable, Sendable {
    /// One of the models that are merged.
    public struct Model: Hashable, Sendable {
        /// Its folder, or whatever name the caller finds it by.
        public let path: String
        /// Its weight outside of layer groups; the weights sum to 1.
        public let weight: Double

        public init(path: String, weight: Double) {
            self.path = path
            self.weight = weight
        }
    }

    /// The models, in the file's order.
    public let models: [Model]
    /// The base model's path, if the method uses one.
    public let base: String?
    /// The method and its parameters; layer groups weigh models by their paths.
    public let recipe: MergeRecipe
    /// The type in which the merge is stored; `nil` for that of the models.
    public let elementType: ElementType?
    /// The path of the model whose tokenizer the merge gets; `nil` for the first model's, or the base's.
    public let tokenizer: String?

    public init(
        models: [Model], base: String? = nil, recipe: MergeRecipe, elementType: ElementType? = nil,
        tokenizer: String? = nil
    ) {
        self.models = models
        self.base = base
        self.recipe = recipe
        self.elementType = elementType
        self.tokenizer = tokenizer
    }
}

extension MergeMethod {
    /// The parameters that mergekit's method of this name has, but for `weight`, with what it takes for those left out.
    var mergekitDefaults: [String: MergekitScalar] {
        let shared: [String: MergekitScalar] = [
            "int8_mask": .boolean(false), "lambda": .number(1), "density": .number(1),
        ]
        let own: [String: MergekitScalar]
        switch self {
        case .linear, .layerwise: return ["normalize": .boolean(true)]
        case .slerp: return [:]
        case .multislerp: return ["normalize_weights": .boolean(true), "eps": .number(1e-8)]
        case .modelStock: return ["filter_wise": .boolean(false)]
        case .taskArithmetic: own = ["normalize": .boolean(false), "rescale": .boolean(false)]
        case .ties: own = ["normalize": .boolean(true), "rescale": .boolean(false)]
        case .dareLinear, .dareTies: own = ["normalize": .boolean(false), "rescale": .boolean(true)]
        case .breadcrumbs:
            own = ["normalize": .boolean(false), "rescale": .boolean(false), "gamma": .number(0.01)]
        case .della: own = ["normalize": .boolean(true), "rescale": .boolean(true), "epsilon": .number(0.15)]
        }
        return shared.merging(own) { _, own in own }
    }

    /// Whether the method weighs models by `weight`; `slerp` does so by `t`, and `model_stock` not at all.
    var hasMergekitWeights: Bool { self != .slerp && self != .modelStock }
}
