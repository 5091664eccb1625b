public import Mixtures

/// Surrogates of several losses over the same mixtures, each loss's regressor chosen by held-out error alone.
public enum SurrogateChoice {
    /// Fits every regressor asked for on parts of the table, takes for each loss the one that predicts the rest with
    /// the least squared error, and fits it on all.
    ///
    /// The error that is reported of it has the choice made again for every part. The answer does not depend on the
    /// number of threads.
    ///
    /// - Parameters:
    ///   - weights: a row a mixture; rows that are equal count as one piece of evidence with several findings.
    ///   - losses: a row a mixture, a column a loss, in any unit.
    ///   - names: of the losses.
    ///   - regressor: ``RegressorChoice/auto`` weighs a blend of the others too.
    ///   - seed: of folds, starts and trees.
    ///   - threads: how many compute at once, the caller's among them.
    /// - Throws: ``SurrogateError``: too little evidence, with how much is lacking, or an invalid table.
    public static func fit(
        weights: [[Double]], losses: [[Double]], names: [String], regressor: RegressorChoice = .auto, seed: UInt64,
        threads: Int
    ) throws -> SurrogateSet {
        let dimension = try check(weights: weights, losses: losses, names: names)
        let folds = Folds(weights: weights, seed: seed)
        try checkEvidence(folds, dimension: dimension, regressor: regressor)
        let search = HeldOutSearch(
            weights: weights, columns: names.indices.map { column in losses.map { $0[column] } }, names: names,
            choice: regressor, folds: folds, seed: seed, threads: max(1, threads))
        return SurrogateSet(
            fits: try search.fits(), dimension: dimension, evidence: folds.distinct, range: try EvidenceRange(weights))
    }

    /// How many different mixtures a regressor needs before it is fitted, held out of a part at a time.
    public static func leastEvidence(for regressor: RegressorChoice, weights: Int) -> Int {
        let needs = SurrogateForm.forms(of: regressor).map { $0.need(weights: weights) }
        return Folds.least(training: needs.min() ?? SurrogateForm.leastMixtures)
    }

    private static func checkEvidence(_ folds: Folds, dimension: Int, regressor: RegressorChoice) throws {
        let need = leastEvidence(for: regressor, weights: dimension)
        guard folds.distinct < need else { return }
        let named: Regressor? =
            switch regressor {
            case .auto: nil
            case .one(let regressor): regressor
            }
        throw SurrogateError.evidence(have: folds.distinct, need: need, regressor: named)
    }

    private static func check(weights: [[Double]], losses: [[Double]], names: [String]) throws -> Int {
        guard let dimension = weights.first?.count, dimension > 0 else {
            throw SurrogateError.table("no mixture; expected one or more, of one weight or more")
        }
        guard weights.count == losses.count else {
            throw SurrogateError.table("\(weights.count) mixtures and \(losses.count) rows of losses; expected as many")
        }
        guard !names.isEmpty else { throw SurrogateError.table("no loss; expected one or more") }
        for (row, mixture) in weights.enumerated() {
            guard mixture.count == dimension, losses[row].count == names.count else {
                throw SurrogateError.table(
                    "row \(row) has \(mixture.count) weights and \(losses[row].count) losses; expected \(dimension) and \(names.count)"
                )
            }
            if let odd = (mixture + losses[row]).first(where: { !$0.isFinite }) {
                throw SurrogateError.table("row \(row) holds \(odd); expected finite values")
            }
        }
        return dimension
    }
}
