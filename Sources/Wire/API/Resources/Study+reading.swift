public import Mixtures
public import StrictJSON
public import Studies

extension StudyEstimator: JSONWord {}
extension StudyStrategy.Kind: JSONWord {}

extension StudyCreation: JSONObjectReadable {
    /// Most trials that one strategy may list.
    static let mostCandidates = 100_000
    /// Integers that every JSON reader holds exactly.
    static let seeds = 0...(1 << 53) - 1

    public init?(reading fields: ObjectReader) {
        let name = fields.required("name", as: String.self, check: .name(of: .study))
        let pool = fields.required("pool", as: String.self, check: .reference(.pool))
        let set = fields.required("evaluation_set", as: String.self, check: .reference(.evaluationSet))
        let definition = StudyDefinition(reading: fields)
        guard let name, let pool, let set, let definition else { return nil }
        self.init(name: name, pool: pool, evaluationSet: set, definition: definition)
    }
}

extension StudyDefinition: JSONObjectReadable {
    /// Reads the fields of a definition, which stand beside others in a creation and alone in a file.
    public init?(reading fields: ObjectReader) {
        let objective = fields.optional(
            "objective", as: Objective.self, else: .macro, "what is made small, in bits per byte")
        let constraints = fields.optional(
            "constraints", as: StudyConstraints.self, else: StudyConstraints())
        let noHarm = fields.optional("no_harm", as: [NoHarmLimit].self, else: [])
        let strategy = fields.required("strategy", as: StudyStrategy.self)
        let estimator = fields.optional("estimator", as: StudyEstimator.self, else: .merge)
        let recipe = fields.optional(
            "recipe", as: StudyRecipe.self, "how candidates are merged; its ranges are searched beside the weights")
        let seed = fields.optional(
            "seed", as: Int.self, else: 0, check: .within(StudyCreation.seeds),
            "what every random choice starts from")
        let split = fields.optional(
            "split", as: SplitRule.self, else: SplitRule(),
            "of the documents: those that select, those that report")
        let budget = fields.optional("budget", as: Budget.self, else: Budget())
        let stop = fields.optional("stop", as: StopRule.self)
        let racing = fields.optional(
            "racing", as: Racing.self,
            "of `enumerate`, `dirichlet` and `sobol`: those behind are dropped early")
        let verified = fields.optional(
            "verified", as: Int.self, else: 3, check: .within(1...1_000),
            "how many of the best are merged before one is the answer")
        let streams = fields.optional(
            "streams", as: StreamVersion.self, else: .latest,
            "the version of the random numbers: in 1 a race's order depends on the split; 2 when missing in a creation, 1 in a study from before there was another"
        )
        guard let strategy else { return nil }
        self.init(
            objective: objective, constraints: constraints, noHarm: noHarm, strategy: strategy,
            estimator: estimator, recipe: recipe ?? .linear,
            seed: UInt64(seed), split: split, budget: budget, stop: stop, racing: racing,
            verified: verified, streams: streams)
    }
}

extension Objective: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        book.reference("StudyObjective", for: Self.self) {
            .either([.words(["macro", "micro", "worst"]), Named.ownSchema(in: book)])
        }
    }

    public var written: JSONValue? { Self(word: description).map { .text($0.description) } }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        switch value {
        case .string(let bytes):
            let word = String(decoding: bytes, as: UTF8.self)
            if let objective = Self(word: word) { return objective }
            findings.add(pointer, "is \"\(word.prefix(80))\"; expected \(expectation)")
            return nil
        case .object:
            return Named.read(value, at: pointer, findings: findings)?.objective
        default:
            findings.add(pointer, "is \(value.kind); expected \(expectation)")
            return nil
        }
    }

    /// An objective that names domains.
    private struct Named: JSONObjectReadable {
        let objective: Objective

        init?(reading fields: ObjectReader) {
            fields.exactlyOne(of: ["domain", "weighted"])
            let domain = fields.optional("domain", as: String.self)
            let weighted = fields.optional("weighted", as: [String: Double].self, check: .notEmpty)
            if let domain {
                objective = .domain(domain)
            } else if let weighted {
                objective = .weighted(weighted)
            } else {
                return nil
            }
        }
    }
}

extension StudyConstraints: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        self.init(
            over: fields.optional(
                "over", as: [String].self, check: .items(1...100_000),
                "names, or paths of labels; every partition when missing"),
            limits: fields.optional(
                "limits", as: [String: WeightLimit].self, else: [:],
                "by what is weighed: the least and the most weight"
            ),
            groups: fields.optional("groups", as: [GroupLimit].self, else: []),
            size: fields.optional(
                "size", as: Int.self, check: .within(1...100_000), "how many may have a weight, at most"),
            supply: fields.optional("supply", as: TokenSupply.self))
    }
}

extension WeightLimit: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        .array(of: .number.with("minimum", 0).with("maximum", 1)).with("minItems", 2).with(
            "maxItems", 2)
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let ends = [Double].read(value, at: pointer, findings: findings) else { return nil }
        guard ends.count == 2 else {
            findings.add(pointer, "has \(ends.count) numbers; expected the least and the most weight")
            return nil
        }
        return WeightLimit(least: ends[0], most: ends[1])
    }
}

extension GroupLimit: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        fields.exactlyOne(of: ["partitions", "label"])
        let names = fields.optional("partitions", as: [String].self, check: .items(1...100_000))
        let label = fields.optional("label", as: String.self, check: .notEmpty, "a path of labels")
        let least = fields.optional("min", as: Double.self, else: 0, check: .within(0...1).deferred)
        let most = fields.optional("max", as: Double.self, else: 1, check: .within(0...1).deferred)
        if let names {
            self.init(.named(names), least: least, most: most)
        } else if let label {
            self.init(.label(label), least: least, most: most)
        } else {
            return nil
        }
    }
}

extension TokenSupply: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let budget = fields.required(
            "budget_tokens", as: Int.self, check: .within(1...(1 << 53) - 1),
            "tokens that the training will take")
        let cap = fields.optional(
            "repetition_cap", as: Double.self, else: 1, check: .positive(upTo: 1e6),
            "how often a partition may be seen"
        )
        guard let budget else { return nil }
        self.init(budgetTokens: budget, repetitionCap: cap)
    }
}

extension NoHarmLimit: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let domain = fields.required("domain", as: String.self)
        let baseline = fields.required(
            "baseline", as: StudyBaseline.self, "uniform, proportional, unimax, base or single/NAME")
        let atMost = fields.required(
            "at_most", as: Double.self, check: .within(-1_024...1_024),
            "bits per byte above the baseline's")
        guard let domain, let baseline, let atMost else { return nil }
        self.init(domain: domain, baseline: baseline, atMost: atMost)
    }
}

extension StudyBaseline: JSONReadable {
    public static func schema(in book: SchemaBook) -> JSONSchema {
        JSONSchema.text.with("pattern", "^(uniform|proportional|unimax|base|single/.+)$")
    }

    public static func read(_ value: JSONValue, at pointer: JSONPointer, findings: Findings) -> Self? {
        guard let text = String.read(value, at: pointer, findings: findings) else { return nil }
        if let baseline = Self(rawValue: text) { return baseline }
        findings.add(
            pointer,
            "is \"\(text.prefix(80))\"; expected uniform, proportional, unimax, base or single/NAME")
        return nil
    }
}
