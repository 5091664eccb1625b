public import Mixtures

/// How a study looks for mixtures.
public enum StudyStrategy: Hashable, Sendable {
    case enumerate(Enumeration)
    /// Random mixtures; 1 is uniform over the simplex.
    case dirichlet(count: Int, concentration: Double)
    /// Mixtures that fill the space evenly.
    case sobol(count: Int)
    case convex(ConvexSearch)
    case surrogate(SurrogateSearch)
    /// An outside optimiser asks for suggestions, and tells what it tried.
    case outside

    /// Mixtures that are listed: each uniform over a subset of what is weighed.
    public struct Enumeration: Codable, Hashable, Sendable {
        /// All subsets of these sizes.
        public var sizes: [Int]
        /// All but one, for each.
        public var leaveOneOut: Bool
        /// Each alone.
        public var singles: Bool
        /// Every two.
        public var pairs: Bool

        public init(sizes: [Int] = [], leaveOneOut: Bool = false, singles: Bool = false, pairs: Bool = false) {
            self.sizes = sizes
            self.leaveOneOut = leaveOneOut
            self.singles = singles
            self.pairs = pairs
        }
    }

    /// Exponentiated gradient on the ensemble, whose score is convex in the weights.
    public struct ConvexSearch: Codable, Hashable, Sendable {
        /// Evaluations of score and gradient, at most.
        public var iterations: Int
        /// How far above the least possible the score may be, in bits per byte: the certificate's gap.
        public var tolerance: Double

        public init(iterations: Int = 2_000, tolerance: Double = 1e-6) {
            self.iterations = iterations
            self.tolerance = tolerance
        }
    }

    /// Regression on the candidates evaluated so far, and proposals from it, round after round.
    public struct SurrogateSearch: Codable, Hashable, Sendable {
        /// What losses are predicted by.
        public var regressor: RegressorChoice
        /// Candidates that fill the space before the first fit.
        public var initial: Int
        /// Proposals that are evaluated in each round.
        public var perRound: Int
        /// Rounds of proposals, at most.
        public var rounds: Int
        /// How predictions become proposals.
        public var proposal: ProposalRule

        public init(
            regressor: RegressorChoice = .auto, initial: Int, perRound: Int = 8, rounds: Int = 3,
            proposal: ProposalRule = .kl(strength: 0.05)
        ) {
            self.regressor = regressor
            self.initial = initial
            self.perRound = perRound
            self.rounds = rounds
            self.proposal = proposal
        }
    }
}

/// How surrogates become proposals.
public enum ProposalRule: Hashable, Sendable {
    /// The least of predicted objective + strength · KL(w ‖ weights by tokens); bits per byte a nat.
    case kl(strength: Double)
    /// The most of the improvement to be expected over the best that was found.
    case expectedImprovement
}

extension ProposalRule: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, strength
    }

    private enum Kind: String, Codable {
        case kl
        case expectedImprovement = "expected_improvement"
    }

    /// Reads `{"kind": "kl", "strength": 0.05}` or `{"kind": "expected_improvement"}`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .kl: self = .kl(strength: try container.decodeIfPresent(Double.self, forKey: .strength) ?? 0.05)
        case .expectedImprovement: self = .expectedImprovement
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .kl(let strength):
            try container.encode(Kind.kl, forKey: .kind)
            try container.encode(strength, forKey: .strength)
        case .expectedImprovement: try container.encode(Kind.expectedImprovement, forKey: .kind)
        }
    }
}
