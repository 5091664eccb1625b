import Mixtures

/// What surrogates predict of a candidate, as far as a study cares.
struct StudyPrediction: Sendable {
    let definition: StudyDefinition
    let space: CandidateSpace
    let domains: [EvaluationDomain]
    /// Takes what surrogates see of each candidate; gives a row a candidate, a prediction a domain.
    let predict: @Sendable ([[Double]]) throws -> [[Prediction]]
    /// The most bits per byte that each limit of harm allows its domain; `nil` where that is not known, which limits
    /// nothing.
    let bounds: [(domain: String, most: Double?)]

    struct Outlook {
        /// Bits per byte of the objective.
        var mean: Double
        /// Of domains whose errors go together, which never makes it too small; `nil` where the evidence says nothing
        /// of one of them.
        var standardDeviation: Double?
        /// The same if the candidate were one like those of the evidence.
        var regressorDeviation: Double
        /// How far domains are predicted to be beyond their limits of harm, in bits per byte.
        var harm: Double

        /// A domain that does not count may be unknown.
        fileprivate mutating func add(_ factor: Double, _ deviation: Double?) {
            guard factor != 0 else { return }
            standardDeviation = standardDeviation.flatMap { sum in deviation.map { sum + factor * $0 } }
        }
    }

    /// - Parameter points: of the space.
    func outlooks(_ points: [[Double]]) throws -> [Outlook] {
        let factors = definition.objective.factors(domains: domains)
        return try predict(points.map(space.features)).map { row in
            var outlook = Outlook(mean: 0, standardDeviation: 0, regressorDeviation: 0, harm: 0)
            if let factors {
                for (factor, domain) in zip(factors, row) {
                    outlook.mean += factor * domain.mean
                    outlook.regressorDeviation += factor * domain.regressorDeviation
                    outlook.add(factor, domain.standardDeviation)
                }
            } else if let worst = row.max(by: { $0.mean < $1.mean }) {
                outlook.mean = worst.mean
                outlook.standardDeviation = worst.standardDeviation
                outlook.regressorDeviation = worst.regressorDeviation
            }
            for bound in bounds {
                guard let most = bound.most, let place = domains.firstIndex(where: { $0.name == bound.domain }) else {
                    continue
                }
                outlook.harm += max(0, row[place].mean - most)
            }
            return outlook
        }
    }
}
