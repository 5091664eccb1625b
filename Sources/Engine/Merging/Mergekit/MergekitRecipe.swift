public import Checkpoints
public import Mixtures

/// A merge as mergekit's YAML files describe it.
///
/// Both programs have `linear`, `task_arithmetic`, `ties`, `dare_linear`, `dare_ties`, `breadcrumbs`,
/// `breadcrumbs_ties`, `della`, `della_linear`, `slerp`, `multislerp` and `model_stock`; Assay's `layerwise` is
/// mergekit's `linear` with weights that differ between layers. A file that says more than a mixture and a recipe has a
/// ``TensorwiseRecipe``. On the same checkpoints in f32 the two agree within 1e-6 where nothing is random, except that
/// - arithmetic here is always f32, rounded once to the stored type; mergekit's is that of `dtype`;
/// - weights of a recipe become a mixture. Where mergekit does not divide by their sum s, λ becomes λ·s, which is the
///   same;
/// - `dare_linear` and `dare_ties` divide what they keep by the density, and `della` by the element's probability, as
///   their papers do, where mergekit (`rescale: true`) restores the L1 norm; draws come from a seed that the file does
///   not hold;
/// - the epsilon of a recipe of `della` is the whole reach of the probabilities, twice mergekit's, and a row of one
///   element has the density;
/// - among differences of equal magnitude `ties` and `breadcrumbs` keep those at lower places first, where PyTorch's
///   sort promises no order;
/// - `slerp` takes the straight line where a tensor has norm 0, and `multislerp` leaves tensors that all are 0, which
///   mergekit refuses;
/// - `model_stock`'s cosines are those of the differences, however small; mergekit's shrink where norms multiply to
///   less than 1e-6.
///
/// Models of different vocabulary, LoRA and layers that move are refused by their key. What changes no weight is passed
/// over: `name`, `chat_template`, `int8_mask`, and parameters that only other methods have.
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
    /// What the file says beyond a mixture and a recipe; if there is one, it holds instead of the models' weights and
    /// of ``recipe``.
    public let tensorwise: TensorwiseRecipe?

    public init(
        models: [Model], base: String? = nil, recipe: MergeRecipe, elementType: ElementType? = nil,
        tokenizer: String? = nil, tensorwise: TensorwiseRecipe? = nil
    ) {
        self.models = models
        self.base = base
        self.recipe = recipe
        self.elementType = elementType
        self.tokenizer = tokenizer
        self.tensorwise = tensorwise
    }
}
