/// How a candidate's score is obtained.
public enum Estimator: String, Codable, Hashable, Sendable, CaseIterable {
    /// Parameters averaged, then a forward pass.
    case merge
    /// Probabilities averaged, from what each model gives each token: no forward pass of its own.
    case ensemble
}

/// The arithmetic of the forward pass.
public enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
    /// Operands, products and sums are 32-bit floats.
    case f32
    /// Operands of matrix products are rounded to bfloat16; products are summed in 32-bit floats.
    case bf16
}

/// A mixture, and how its partitions' models become one.
public struct Candidate: Codable, Hashable, Sendable {
    public let mixture: Mixture
    /// How partition models become one; layer groups' weights by partition name.
    public let recipe: MergeRecipe

    public init(mixture: Mixture, recipe: MergeRecipe = .linear) {
        self.mixture = mixture
        self.recipe = recipe
    }

    /// The partitions whose models are merged, sorted: those with a weight above 0, in the mixture or in a layer group.
    public var support: [String] { Set(mixture.support + recipe.layerSupport).sorted() }

    /// What is merged, in the one order that every evaluation uses: by checkpoint hash, then weight.
    ///
    /// A sum of floats depends on its order, so equal mixtures give equal bits only when they are summed in equal
    /// order. Weights of 0 are left out, but for models that only a layer group gives a weight.
    ///
    /// - Parameter checkpoints: Checkpoint hash (lower-case hex) by partition name.
    /// - Throws: `MixtureError` naming every partition that has a weight and no checkpoint.
    public func members(checkpoints: [String: String]) throws(MixtureError) -> [Member] {
        let missing = support.filter { checkpoints[$0] == nil }
        guard missing.isEmpty else {
            throw MixtureError(
                faults: missing.map { .init(partition: $0, detail: "has no partition model in this pool") })
        }
        let members = support.compactMap { name in
            checkpoints[name].map { Member(checkpoint: $0, weight: mixture[name]) }
        }
        guard !recipe.layerSupport.isEmpty else { return members.sorted() }
        // Layer groups tell members apart by their hashes: partitions that share a model are one member.
        let sums = Dictionary(members.map { ($0.checkpoint, $0.weight) }, uniquingKeysWith: +)
        return sums.map { Member(checkpoint: $0.key, weight: $0.value) }.sorted()
    }

    /// The recipe with its layer groups' weights by checkpoint hash.
    ///
    /// - Parameter checkpoints: Checkpoint hash (lower-case hex) by partition name.
    public func recipe(checkpoints: [String: String]) -> MergeRecipe {
        recipe.renamingMembers { checkpoints[$0] ?? $0 }
    }

    /// One checkpoint of a merge and its weight.
    public struct Member: Codable, Hashable, Sendable, Comparable {
        /// SHA-256 of the checkpoint, lower-case hex.
        public let checkpoint: String
        public let weight: Double

        public init(checkpoint: String, weight: Double) {
            self.checkpoint = checkpoint
            self.weight = weight
        }

        public static func < (left: Member, right: Member) -> Bool {
            (left.checkpoint, left.weight) < (right.checkpoint, right.weight)
        }
    }
}
