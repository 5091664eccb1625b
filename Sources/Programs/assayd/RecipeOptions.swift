import ArgumentParser
import Mixtures

/// The options that name a merge method and its parameters.
struct RecipeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How checkpoints are merged; linear unless given.", valueName: "method"))
    var method: MethodOption?

    @Option(help: ArgumentHelp("The model that the checkpoints were trained from.", valueName: "folder"))
    var base: String?

    @Option(help: ArgumentHelp("What the merged difference from the base is multiplied with; 1.", valueName: "factor"))
    var lambda: Double?

    @Option(
        help: ArgumentHelp(
            "The share of differences that is kept; ties 0.2, breadcrumbs 0.9, others 0.5.", valueName: "share"))
    var density: Double?

    @Option(
        help: ArgumentHelp("The share of differences, the largest, that breadcrumbs drops; 0.01.", valueName: "share"))
    var gamma: Double?

    @Option(help: ArgumentHelp("della's probabilities are density ± epsilon/2; 0.3.", valueName: "reach"))
    var epsilon: Double?

    @Flag(help: "Add what agrees on a sign without dividing by its weights (ties, dare_ties, della).")
    var unnormalized = false

    @Option(help: ArgumentHelp("What random draws start from; 0.", valueName: "integer"))
    var seed: UInt64?

    /// The options that were used, as the command line spells them.
    var given: [String] {
        [
            (method != nil, "--method"), (base != nil, "--base"), (lambda != nil, "--lambda"),
            (density != nil, "--density"), (gamma != nil, "--gamma"), (epsilon != nil, "--epsilon"),
            (unnormalized, "--unnormalized"), (seed != nil, "--seed"),
        ].filter(\.0).map(\.1)
    }

    /// The recipe, checked with the weights above 0.
    func recipe(weights: [Double]) throws -> MergeRecipe {
        let method = method?.method ?? .linear
        do {
            let recipe = try MergeRecipe(
                method,
                parameters: MergeParameters(
                    lambda: lambda, density: density, gamma: gamma, epsilon: epsilon,
                    normalize: unnormalized ? false : nil, seed: seed))
            try recipe.check(weights: weights)
            return recipe
        } catch {
            throw WeightsError(description: "--method \(method.rawValue): \(error)")
        }
    }

    /// The base's folder, which must be there for the methods that use it and for no other.
    func checkedBase() throws -> String? {
        let method = method?.method ?? .linear
        guard method.usesBase == (base != nil) else {
            throw WeightsError(
                description: method.usesBase
                    ? "--method \(method.rawValue) merges differences from a base model; name it by --base"
                    : "--base: --method \(method.rawValue) merges the checkpoints themselves")
        }
        return base
    }
}

/// The merge methods that can be said in options: `layerwise` needs weights for each group of layers.
struct MethodOption: ExpressibleByArgument {
    let method: MergeMethod

    init?(argument: String) {
        guard let method = MergeMethod(rawValue: argument), method != .layerwise else { return nil }
        self.method = method
    }

    static var allValueStrings: [String] {
        MergeMethod.allCases.filter { $0 != .layerwise }.map(\.rawValue)
    }
}
