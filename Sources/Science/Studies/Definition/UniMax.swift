/// As even as repetition allows: Chung et al., "UniMax: Fairer and More Effective Language Sampling for Large-Scale
/// Multilingual Pretraining", ICLR 2023, algorithm 1.
enum UniMax {
    /// The tokens that each takes of the budget: an equal share of what is left, or all that its repetition allows.
    ///
    /// When the budget is more than all may be repeated, each takes all it may. Without a budget nothing limits: equal
    /// shares.
    static func weights(tokens: [Double], budget: Double?, repetitionCap: Double) -> [Double] {
        guard var left = budget else { return tokens.map { _ in 1 } }
        var weights = [Double](repeating: 0, count: tokens.count)
        let order = tokens.indices.sorted { (tokens[$0], $0) < (tokens[$1], $1) }
        for (place, index) in order.enumerated() {
            weights[index] = min(left / Double(order.count - place), repetitionCap * tokens[index])
            left -= weights[index]
        }
        return weights
    }
}
