import Mixtures
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
        let name = fields.required("name", as: String.self, check: Check.name)
        let pool = fields.required("pool", as: String.self)
        let set = fields.required("evaluation_set", as: String.self)
        let definition = StudyDefinition(reading: fields)
        guard let name, let pool, let set, let definition else { return nil }
        self.init(name: name, pool: pool, evaluationSet: set, definition: definition)
    }
}

extension StudyDefinition: JSONObjectReadable {
    /// Reads the fields of a definition, which stand beside others in a creation and alone in a file.
    public init?(reading fields: ObjectReader) {
        let objective = fields.optional("objective", as: StudyObjective.self) ?? .macro
        let constraints = fields.optional("constraints", as: StudyConstraints.self) ?? StudyConstraints()
        let noHarm = fields.optional("no_harm", as: [NoHarmLimit].self) ?? []
        let strategy = fields.required("strategy", as: StudyStrategy.self)
        let estimator = fields.optional("estimator", as: StudyEstimator.self) ?? .merge
        let seed = fields.optional("seed", as: Int.self, check: Check.within(StudyCreation.seeds)) ?? 0
        let split = fields.optional("split", as: SplitRule.self) ?? SplitRule()
        let budget = fields.optional("budget", as: Budget.self) ?? Budget()
        let stop = fields.optional("stop", as: StopRule.self)
        let racing = fields.optional("racing", as: Racing.self)
        let verified = fields.optional("verified", as: Int.self, check: Check.within(1...1_000)) ?? 3
        let streams = fields.optional("streams", as: StreamVersion.self) ?? .latest
        guard let strategy else { return nil }
        self.init(
            objective: objective, constraints: constraints, noHarm: noHarm, strategy: strategy, estimator: estimator,
            seed: UInt64(seed), split: split, budget: budget, stop: stop, racing: racing,
            verified: verified, streams: streams)
    }
}

extension StudyObjective: JSONReadable {
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
        let objective: StudyObjective

        init?(reading fields: ObjectReader) {
            fields.exactlyOne(of: ["domain", "weighted"])
            let domain = fields.optional("domain", as: String.self)
            let weighted = fields.optional("weighted", as: [String: Double].self, check: Check.notEmpty)
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
            over: fields.optional("over", as: [String].self, check: Check.notEmpty),
            limits: fields.optional("limits", as: [String: WeightLimit].self) ?? [:],
            groups: fields.optional("groups", as: [GroupLimit].self) ?? [],
            size: fields.optional("size", as: Int.self, check: Check.within(1...100_000)),
            supply: fields.optional("supply", as: TokenSupply.self))
    }
}

extension WeightLimit: JSONReadable {
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
        let names = fields.optional("partitions", as: [String].self, check: Check.notEmpty)
        let label = fields.optional("label", as: String.self, check: Check.notEmpty)
        let least = fields.optional("min", as: Double.self) ?? 0
        let most = fields.optional("max", as: Double.self) ?? 1
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
        let budget = fields.required("budget_tokens", as: Int.self, check: Check.within(1...(1 << 53) - 1))
        let cap = fields.optional("repetition_cap", as: Double.self, check: Check.positive(upTo: 1e6)) ?? 1
        guard let budget else { return nil }
        self.init(budgetTokens: budget, repetitionCap: cap)
    }
}

extension NoHarmLimit: JSONObjectReadable {
    public init?(reading fields: ObjectReader) {
        let domain = fields.required("domain", as: String.self)
        let baseline = fields.required("baseline", as: String.self) { text in
            StudyBaseline(rawValue: text) == nil
                ? "is \"\(text.prefix(80))\"; expected uniform, proportional, unimax, base or single/NAME" : nil
        }
        let atMost = fields.required("at_most", as: Double.self, check: Check.within(-1_024...1_024))
        guard let domain, let baseline = baseline.flatMap(StudyBaseline.init(rawValue:)), let atMost else { return nil }
        self.init(domain: domain, baseline: baseline, atMost: atMost)
    }
}
