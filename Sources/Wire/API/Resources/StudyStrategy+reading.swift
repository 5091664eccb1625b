public import Mixtures
public import StrictJSON
public import Studies

extension StudyStrategy: JSONObjectReadable {
    /// Every strategy, in the order of ``Kind``.
    static var variants: [ObjectVariant<StudyStrategy>] {
        let candidates = FieldCheck<Int>.within(1...StudyCreation.mostCandidates)
        return [
            ObjectVariant(Kind.enumerate) { Enumeration(reading: $0).map(Self.enumerate) },
            ObjectVariant(Kind.dirichlet) { fields in
                let count = fields.required("count", as: Int.self, check: candidates)
                let concentration = fields.optional(
                    "concentration", as: Double.self, else: 1, check: .positive(upTo: 1e6))
                return count.map { .dirichlet(count: $0, concentration: concentration) }
            },
            ObjectVariant(Kind.sobol) { fields in
                fields.required("count", as: Int.self, check: candidates).map { .sobol(count: $0) }
            },
            ObjectVariant(Kind.convex) { .convex(ConvexSearch(reading: $0)) },
            ObjectVariant(Kind.surrogate) { SurrogateSearch(reading: $0).map(Self.surrogate) },
            ObjectVariant(Kind.outside) { _ in .outside },
        ]
    }

    public init?(reading fields: ObjectReader) {
        guard let strategy = fields.variant("kind", of: Self.variants) else { return nil }
        self = strategy
    }
}

extension StudyStrategy.Enumeration {
    fileprivate init?(reading fields: ObjectReader) {
        self.init(
            sizes: fields.optional("sizes", as: [Int].self, else: [], check: .eachAtLeastOne.deferred),
            leaveOneOut: fields.optional("leave_one_out", as: Bool.self, else: false),
            singles: fields.optional("singles", as: Bool.self, else: false),
            pairs: fields.optional("pairs", as: Bool.self, else: false))
        guard !sizes.isEmpty || leaveOneOut || singles || pairs else {
            fields.findings.add(
                fields.pointer, "lists nothing; expected sizes, leave_one_out, singles or pairs")
            return nil
        }
        for (index, size) in sizes.enumerated() where size < 1 {
            fields.findings.add(
                fields.pointer.appending("sizes").appending(index), "is \(size); expected at least 1")
        }
    }
}

extension StudyStrategy.ConvexSearch {
    fileprivate init(reading fields: ObjectReader) {
        self.init()
        iterations = fields.optional(
            "iterations", as: Int.self, else: iterations, check: .within(1...1_000_000))
        tolerance = fields.optional(
            "tolerance", as: Double.self, else: tolerance, check: .positive(upTo: 1),
            "the certificate's gap, in bits per byte")
    }
}

extension StudyStrategy.SurrogateSearch {
    fileprivate init?(reading fields: ObjectReader) {
        let standard = Self(initial: 1)
        let regressor = fields.optional("regressor", as: RegressorChoice.self, else: .auto)
        let initial = fields.required(
            "initial", as: Int.self, check: .within(1...StudyCreation.mostCandidates),
            "candidates before the first fit"
        )
        let perRound = fields.optional(
            "per_round", as: Int.self, else: standard.perRound, check: .within(1...10_000))
        let rounds = fields.optional(
            "rounds", as: Int.self, else: standard.rounds, check: .within(1...1_000))
        let proposal = fields.optional(
            "proposal", as: ProposalRule.self, else: standard.proposal,
            "`expected_improvement` is of use with a regressor that is surer of some mixtures than of others: `gaussian_process` and `blend`; where `auto` chooses another for every domain, it ranks as the predicted objective does"
        )
        if proposal == .expectedImprovement, case .one(let named) = regressor, !named.hasPointwiseDeviation {
            fields.refuse(
                "proposal",
                "is expected_improvement, which ranks as the predicted objective does with \(named.rawValue): it is as sure "
                    + "of every mixture; expected gaussian_process, blend or auto, or the rule kl")
        }
        guard let initial else { return nil }
        self.init(regressor: regressor, initial: initial)
        self.perRound = perRound
        self.rounds = rounds
        self.proposal = proposal
    }
}

extension RegressorChoice: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema { .words(spellings) }

    /// A regressor by its name, or `auto` for the one that held-out fit chooses.
    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let text = String.read(value, at: pointer, findings: findings) else { return nil }
        if let choice = Self(text) { return choice }
        findings.add(
            pointer, "is \"\(text.prefix(80))\"; expected one of \(spellings.joined(separator: ", "))")
        return nil
    }
}

extension ProposalRule: JSONObjectReadable {
    private enum Kind: String, CaseIterable, JSONWord {
        case kl
        case expectedImprovement = "expected_improvement"
    }

    private static var variants: [ObjectVariant<ProposalRule>] {
        [
            ObjectVariant(Kind.kl) { fields in
                let strength = fields.optional(
                    "strength", as: Double.self, else: 0.05, check: .within(0...1e6), "bits per byte a nat")
                return .kl(strength: strength)
            },
            ObjectVariant(Kind.expectedImprovement) { _ in .expectedImprovement },
        ]
    }

    public init?(reading fields: ObjectReader) {
        guard let rule = fields.variant("kind", of: Self.variants) else { return nil }
        self = rule
    }
}

extension SplitRule: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        seed = UInt64(
            fields.optional("seed", as: Int.self, else: Int(seed), check: .within(StudyCreation.seeds)))
        reportingShare = fields.optional(
            "reporting_share", as: Double.self, else: reportingShare, check: .properShare)
    }
}

extension StudyDefinition.Budget: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init(
            evaluations: fields.optional("evaluations", as: Int.self, check: .within(1...1_000_000_000)),
            tokens: fields.optional("tokens", as: Int.self, check: .within(1...(1 << 53) - 1), "scored"))
    }
}

extension StudyDefinition.Racing: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        looks = fields.optional(
            "looks", as: Int.self, else: looks, check: .within(2...30),
            "at the scores, the last one of all selecting documents")
        alpha = fields.optional(
            "alpha", as: Double.self, else: alpha, check: .properShare,
            "the probability that the best is dropped, at most")
    }
}

extension StudyDefinition.StopRule: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let patience = fields.required(
            "patience", as: Int.self, check: .within(1...1_000_000), "rounds without a gain")
        let gain = fields.optional(
            "minimum_gain", as: Double.self, else: 0, check: .within(0...1_024), "bits per byte")
        guard let patience else { return nil }
        self.init(patience: patience, minimumGain: gain)
    }
}

extension SplitRule: SchemaNamed {
    package static var schemaName: String { "StudySplit" }
}

extension StudyDefinition.Budget: SchemaNamed {
    package static var schemaName: String { "StudyBudget" }
}

extension StudyDefinition.StopRule: SchemaNamed {
    package static var schemaName: String { "StudyStopRule" }
}

extension StudyDefinition.Racing: SchemaNamed {
    package static var schemaName: String { "StudyRacing" }
}
