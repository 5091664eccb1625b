import Mixtures
internal import Randomness

/// What a study may choose from: weights within limits, and recipes beside them.
///
/// A point is the units' weights in their order, then the recipe's coordinates, as ``RecipeSpace`` orders them.
struct CandidateSpace: Hashable, Sendable {
    let weights: StudySpace
    let recipes: RecipeSpace

    init(_ weights: StudySpace, recipe: StudyRecipe) {
        self.weights = weights
        recipes = RecipeSpace(recipe)
    }

    /// How many numbers a point has.
    var dimension: Int { weights.units.count + recipes.dimension }

    /// The coordinates of a point's recipe.
    func recipePart(of point: [Double]) -> [Double] { Array(point.dropFirst(weights.units.count)) }

    /// The candidate at a point; `nil` where its recipe does not allow for its mixture.
    func candidate(at point: [Double]) -> StudyCandidate? {
        let mixture = weights.mixture(Array(point.prefix(weights.units.count)))
        return recipes.candidate(mixture, at: recipePart(of: point))
    }

    /// The point of a candidate; `nil` for one of other units, or of another recipe.
    ///
    /// An ensemble has no recipe: it has a point where there is none to choose.
    func point(of candidate: StudyCandidate) -> [Double]? {
        let isPlain = candidate.estimator == .ensemble && recipes.dimension == 0
        guard let own = weights.weights(of: candidate.mixture),
            let recipe = isPlain ? [] : recipes.point(of: candidate)
        else { return nil }
        return own + recipe
    }

    /// What surrogates see of a point: the weights, then numbers from 0 to 1 of the recipe.
    func features(of point: [Double]) -> [Double] {
        point.prefix(weights.units.count) + recipes.features(of: recipePart(of: point))
    }

    /// How many numbers surrogates see of a point.
    var featureCount: Int { weights.units.count + recipes.featureCount }

    /// A mixture by the study's own recipe: in the middle of its ranges, and by the first of what there is to choose.
    func plain(_ mixture: Mixture) -> StudyCandidate? {
        let axes = recipes.axes.count
        return recipes.candidate(mixture, at: (0..<recipes.dimension).map { $0 < axes ? 0.5 : 0 })
    }
}

extension CandidateSpace {
    /// Points of Sobol's sequence in weights and recipe together.
    ///
    /// - Parameter first: The index of the first point.
    func sobol(_ count: Int, seed: UInt64, first: Int = 0, streams: StreamVersion) -> [StudyCandidate] {
        weights.sobol(count, seed: seed, first: first, streams: streams, beside: recipes.dimension)
            .compactMap { recipes.candidate(weights.mixture($0.weights), at: $0.beside) }
    }

    /// Random mixtures, as ``StudySpace/dirichlet(_:concentration:seed:)`` draws them, and recipes that are as likely
    /// as each other.
    func dirichlet(_ count: Int, concentration: Double, seed: UInt64) throws(MixtureError) -> [StudyCandidate] {
        try weights.dirichlet(count, concentration: concentration, seed: seed).enumerated().compactMap {
            index, mixture in
            var generator = SeededGenerator(seed: seed, purpose: .recipes, path: UInt64(index))
            return recipes.candidate(mixture, at: (0..<recipes.dimension).map { _ in generator.unit() })
        }
    }

    /// Every listed mixture with every recipe of the grid.
    func enumerated(_ enumeration: StudyStrategy.Enumeration) -> [StudyCandidate] {
        let grid = recipes.grid
        return weights.enumerated(enumeration).flatMap { mixture in
            grid.compactMap { recipes.candidate(mixture, at: $0) }
        }
    }

    /// How many candidates an enumeration has before limits; `nil` when they are beyond an `Int`.
    func enumerationCount(_ enumeration: StudyStrategy.Enumeration) -> Int? {
        guard let mixtures = weights.enumerationCount(enumeration), let recipes = recipes.gridCount else { return nil }
        let (count, overflow) = mixtures.multipliedReportingOverflow(by: recipes)
        return overflow ? nil : count
    }
}
