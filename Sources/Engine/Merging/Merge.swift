public import Checkpoints
public import Mixtures

/// Merges models by any method, computed as they are read.
///
/// What is opened may be read by several threads at once, for any runs of elements. An element's bits depend on the
/// recipe, the members, their order and the base alone: not on threads, nor on how a tensor is cut. Arithmetic is f32,
/// in the members' order; what goes by a whole tensor (thresholds, norms, angles) is found once for each tensor,
/// streamed, and sums for it are in f64. Callers that want equal mixtures to have equal bits give members in a
/// canonical order, such as that of their checkpoints' hashes.
///
/// The methods are those of mergekit 0.1.5 where definitions agree; ``MergekitRecipe`` says where they do not.
public enum Merge {
    /// Opens a merge.
    ///
    /// - Parameters:
    ///   - recipe: the method and its parameters; layer groups weigh members by their keys.
    ///   - members: the models, in the order in which they are summed; those of weight 0 are left out.
    ///   - base: what they were trained from, for methods that use it; others do not look at it.
    /// - Throws: ``MergeError`` if the models cannot be merged, `MergeRecipeError` if the method cannot use the
    ///   weights.
    public static func open(
        recipe: MergeRecipe, members: [MergeMember], base: MergeBase? = nil
    ) throws -> any TensorSource {
        for member in members where !(member.weight.isFinite && member.weight >= 0) {
            throw MergeError.invalidWeight(member: member.name, weight: "\(member.weight)")
        }
        let weighted = members.filter { $0.weight > 0 }
        guard !weighted.isEmpty else { throw MergeError.noMembers }
        try recipe.check(weights: weighted.map(\.weight))
        switch recipe.method {
        case .linear: return try LinearMerge(members: weighted)
        case .layerwise:
            return try LayerwiseMerge(
                members: members, groups: recipe.parameters.layers ?? [])
        case .slerp, .multislerp, .modelStock:
            return try spherical(recipe, weighted, base: base)
        case .taskArithmetic, .ties, .dareLinear, .dareTies, .breadcrumbs, .della:
            let aligned = try align(weighted, onto: needed(base, for: recipe.method))
            return DifferenceMerge(recipe, members: weighted, aligned: aligned)
        }
    }

    private static func spherical(
        _ recipe: MergeRecipe, _ members: [MergeMember], base: MergeBase?
    ) throws -> SphericalMerge {
        let sum = members.reduce(0) { $0 + $1.weight }
        let shares = members.map { $0.weight / sum }
        switch recipe.method {
        case .modelStock:
            let aligned = try align(members, onto: needed(base, for: recipe.method))
            return SphericalMerge(aligned, differences: true, weighting: SphericalMerge.modelStock(members.count))
        case .slerp:
            let aligned = try align(members, onto: nil)
            return SphericalMerge(aligned, differences: false, weighting: SphericalMerge.slerp(shares.last ?? 0))
        default:
            let aligned = try align(members, onto: nil)
            return SphericalMerge(aligned, differences: false, weighting: SphericalMerge.multislerp(shares))
        }
    }

    private static func needed(_ base: MergeBase?, for method: MergeMethod) throws(MergeError) -> MergeBase {
        guard let base else { throw .missingBase(method: method.rawValue) }
        return base
    }

    /// The models with the base first, if there is one.
    static func align(
        _ members: [MergeMember], onto base: MergeBase?
    ) throws(MergeError) -> AlignedModels {
        var models = members.map { AlignedModels.Model(name: $0.name, source: $0.source) }
        if let base { models.insert(AlignedModels.Model(name: base.name, source: base.source), at: 0) }
        return try AlignedModels(models)
    }

    /// The layer in a tensor's name as every supported family spells it: the number after `layers` or `h`.
    public static func layer(of name: TensorName) -> Int? {
        let parts = name.utf8.split(separator: UInt8(ascii: "."))
        for (part, next) in zip(parts, parts.dropFirst())
        where part.elementsEqual("layers".utf8) || part.elementsEqual("h".utf8) {
            return Int(String(decoding: next, as: UTF8.self))
        }
        return nil
    }

    /// What stands before a layer's number in tensors' names: `h` as in GPT-2, else `layers`.
    public static func layerName(in names: [TensorName]) -> String {
        let inGPT2 = names.contains { name in
            layer(of: name) != nil
                && name.utf8.split(separator: UInt8(ascii: ".")).contains { $0.elementsEqual("h".utf8) }
        }
        return inGPT2 ? "h" : "layers"
    }
}
