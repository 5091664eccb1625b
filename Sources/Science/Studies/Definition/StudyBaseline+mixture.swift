public import Mixtures

extension StudyBaseline {
    /// What stands beside every study over a space, in the order in which it is evaluated.
    public static func all(in space: StudySpace) -> [StudyBaseline] {
        [.base, .uniform, .proportional, .uniMax] + space.units.map { .single($0.name) }
    }

    /// The baseline's mixture, which need not keep to the space's limits; `nil` for the base model, for an unknown
    /// name, and for weights by tokens where no unit has any.
    public func mixture(in space: StudySpace) -> Mixture? {
        let tokens = space.units.map { Double($0.tokens) }
        let weights: [Double]
        switch self {
        case .base: return nil
        case .uniform: weights = tokens.map { _ in 1 }
        case .proportional: weights = tokens
        case .uniMax:
            weights = UniMax.weights(
                tokens: tokens, budget: space.constraints.supply.map { Double($0.budgetTokens) },
                repetitionCap: space.constraints.supply?.repetitionCap ?? 1)
        case .single(let name): weights = space.units.map { $0.name == name ? 1 : 0 }
        }
        let sum = weights.reduce(0, +)
        return sum > 0 ? space.mixture(weights.map { $0 / sum }) : nil
    }
}
