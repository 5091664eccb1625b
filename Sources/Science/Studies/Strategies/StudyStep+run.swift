public import Mixtures

/// All that a study's step is computed from.
public struct StudyStepInput: Codable, Hashable, Sendable {
    /// Which step of the study.
    public var step: StudyStep
    /// The study's.
    public var definition: StudyDefinition
    /// The partitions of the pool that have a model, as when the study was made.
    public var partitions: [Weighting.Partition]
    /// Of the evaluation set, in the order of its domains.
    public var domains: [EvaluationDomain]
    /// All trials so far; those of rounds from the step's on are not read.
    public var trials: [Trial]

    public init(
        step: StudyStep, definition: StudyDefinition, partitions: [Weighting.Partition], domains: [EvaluationDomain],
        trials: [Trial]
    ) {
        self.step = step
        self.definition = definition
        self.partitions = partitions
        self.domains = domains
        self.trials = trials
    }

    /// Computes proposals: the same from the same input, on any number of threads.
    ///
    /// - Parameters:
    ///   - ensemble: For a convex step: the selecting part's negative log-likelihood as a function of the weights of
    ///     the space's ``StudySpace/partitions`` in their order, each document's nats counted by
    ///     ``Objective/nllFactors(domains:bytes:)`` of its domain, so that the value is the objective in bits per byte.
    ///   - threads: How many compute at once, for surrogates.
    /// - Throws: `StudySpaceError`, `StudyStepError`, `ConvexError`, `SurrogateError` other than too little evidence,
    ///   and what the ensemble throws.
    public func run(
        surrogates: any SurrogateFitter, ensemble: (any ConvexObjective)? = nil, threads: Int = 1
    ) throws -> StudyStepResult {
        let space = try StudySpace(partitions: partitions, constraints: definition.constraints)
        switch step.kind {
        case .convex:
            guard let ensemble else { throw StudyStepError.noEnsemble }
            return try convex(space, ensemble: ensemble)
        case .surrogate: return try surrogate(space, fitter: surrogates, threads: threads)
        }
    }

    private func convex(_ space: StudySpace, ensemble: any ConvexObjective) throws -> StudyStepResult {
        guard case .convex(let search) = definition.strategy else { throw StudyStepError.strategy(step.kind) }
        guard ensemble.dimension == space.partitions.count else {
            throw ConvexError.dimension(found: ensemble.dimension, expected: space.partitions.count)
        }
        let solution = try ExponentiatedGradient(tolerance: search.tolerance, evaluations: search.iterations)
            .minimize(SpaceObjective(space: space, partitions: ensemble), over: space)
        let best = CandidateSpace(space, recipe: definition.recipe).plain(space.mixture(solution.weights))
        return StudyStepResult(
            step: step, proposals: best.map { [.init($0, predicted: solution.value)] } ?? [],
            certificate: .init(
                value: solution.value, gap: solution.gap, closed: solution.closed, evaluations: solution.evaluations))
    }
}

/// Why a step was not computed.
public enum StudyStepError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A convex step without the log-probabilities that it is about.
    case noEnsemble
    /// A step of another strategy than the study's.
    case strategy(StudyStep.Kind)

    public var description: String {
        switch self {
        case .noEnsemble: "a convex step needs the partition models' log-probabilities"
        case .strategy(let kind): "a \(kind.rawValue) step is for the strategy of that name"
        }
    }
}
