public import Mixtures
public import StrictJSON
public import Studies

extension StudyStrategy: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let candidates = Check.within(1...StudyCreation.mostCandidates)
        switch fields.required("kind", as: Kind.self) {
        case .enumerate:
            guard let enumeration = Enumeration(reading: fields) else { return nil }
            self = .enumerate(enumeration)
        case .dirichlet:
            let count = fields.required("count", as: Int.self, check: candidates)
            let concentration = fields.optional("concentration", as: Double.self, check: Check.positive(upTo: 1e6))
            guard let count else { return nil }
            self = .dirichlet(count: count, concentration: concentration ?? 1)
        case .sobol:
            guard let count = fields.required("count", as: Int.self, check: candidates) else { return nil }
            self = .sobol(count: count)
        case .convex: self = .convex(ConvexSearch(reading: fields))
        case .surrogate:
            guard let search = SurrogateSearch(reading: fields) else { return nil }
            self = .surrogate(search)
        case .outside: self = .outside
        case nil: return nil
        }
    }
}

extension StudyStrategy.Enumeration {
    fileprivate init?(reading fields: ObjectReader) {
        self.init(
            sizes: fields.optional("sizes", as: [Int].self) ?? [],
            leaveOneOut: fields.optional("leave_one_out", as: Bool.self) ?? false,
            singles: fields.optional("singles", as: Bool.self) ?? false,
            pairs: fields.optional("pairs", as: Bool.self) ?? false)
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
        if let given = fields.optional("iterations", as: Int.self, check: Check.within(1...1_000_000)) {
            iterations = given
        }
        if let given = fields.optional("tolerance", as: Double.self, check: Check.positive(upTo: 1)) {
            tolerance = given
        }
    }
}

extension StudyStrategy.SurrogateSearch {
    fileprivate init?(reading fields: ObjectReader) {
        let regressor = fields.optional("regressor", as: RegressorChoice.self)
        let initial = fields.required(
            "initial", as: Int.self, check: Check.within(1...StudyCreation.mostCandidates))
        let perRound = fields.optional("per_round", as: Int.self, check: Check.within(1...10_000))
        let rounds = fields.optional("rounds", as: Int.self, check: Check.within(1...1_000))
        let proposal = fields.optional("proposal", as: ProposalRule.self)
        guard let initial else { return nil }
        self.init(regressor: regressor ?? .auto, initial: initial)
        if let perRound { self.perRound = perRound }
        if let rounds { self.rounds = rounds }
        if let proposal { self.proposal = proposal }
    }
}

extension RegressorChoice: JSONReadable {
    /// A regressor by its name, or `auto` for the one that held-out fit chooses.
    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let text = String.read(value, at: pointer, findings: findings) else { return nil }
        if let choice = Self(text) { return choice }
        findings.add(pointer, "is \"\(text.prefix(80))\"; expected one of \(spellings.joined(separator: ", "))")
        return nil
    }
}

extension ProposalRule: JSONObjectReadable {
    private enum Kind: String, CaseIterable, JSONWord {
        case kl
        case expectedImprovement = "expected_improvement"
    }

    public init?(reading fields: ObjectReader) {
        switch fields.required("kind", as: Kind.self) {
        case .kl:
            let strength = fields.optional("strength", as: Double.self, check: Check.within(0...1e6))
            self = .kl(strength: strength ?? 0.05)
        case .expectedImprovement: self = .expectedImprovement
        case nil: return nil
        }
    }
}

extension SplitRule: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        if let seed = fields.optional("seed", as: Int.self, check: Check.within(StudyCreation.seeds)) {
            self.seed = UInt64(seed)
        }
        if let share = fields.optional(
            "reporting_share", as: Double.self,
            check: { $0 > 0 && $0 < 1 ? nil : "is \($0); expected more than 0 and less than 1" })
        {
            reportingShare = share
        }
    }
}

extension StudyDefinition.Budget: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init(
            evaluations: fields.optional("evaluations", as: Int.self, check: Check.within(1...1_000_000_000)),
            tokens: fields.optional("tokens", as: Int.self, check: Check.within(1...(1 << 53) - 1)))
    }
}

extension StudyDefinition.Racing: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init()
        if let looks = fields.optional("looks", as: Int.self, check: Check.within(2...30)) { self.looks = looks }
        if let alpha = fields.optional(
            "alpha", as: Double.self,
            check: { $0 > 0 && $0 < 1 ? nil : "is \($0); expected more than 0 and less than 1" })
        {
            self.alpha = alpha
        }
    }
}

extension StudyDefinition.StopRule: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let patience = fields.required("patience", as: Int.self, check: Check.within(1...1_000_000))
        let gain = fields.optional("minimum_gain", as: Double.self, check: Check.within(0...1_024)) ?? 0
        guard let patience else { return nil }
        self.init(patience: patience, minimumGain: gain)
    }
}
