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
        /// Of domains whose errors go together, which never makes it too small.
        var standardDeviation: Double
        /// How far domains are predicted to be beyond their limits of harm, in bits per byte.
        var harm: Double
    }

    /// - Parameter points: of the space.
    func outlooks(_ points: [[Double]]) throws -> [Outlook] {
        let factors = definition.objective.factors(domains: domains)
        return try predict(points.map(space.features)).map { row in
            var outlook = Outlook(mean: 0, standardDeviation: 0, harm: 0)
            if let factors {
                for (factor, domain) in zip(factors, row) {
                    outlook.mean += factor * domain.mean
                    outlook.standardDeviation += factor * domain.standardDeviation
                }
            } else if let worst = row.max(by: { $0.mean < $1.mean }) {
                outlook.mean = worst.mean
                outlook.standardDeviation = worst.standardDeviation
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
