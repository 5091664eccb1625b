public import Mixtures

/// Why a definition is invalid: every fault at once.
public struct StudyDefinitionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault of a definition.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The field, such as `["no_harm", "0", "domain"]`.
        public let path: [String]
        /// What was seen, and what is expected.
        public let detail: String

        public var description: String { "\(path.joined(separator: "/")) \(detail)" }
    }

    /// In the order of the definition's fields, as far as they have one.
    public let faults: [Fault]

    public var description: String { faults.map(\.description).joined(separator: "; ") }
}

extension StudyDefinition {
    /// Candidates of one study at most, so that a slip of the pen does not fill the queue.
    public static let mostCandidates = 100_000

    /// What is wrong with a definition for a space and an evaluation set; empty when nothing is.
    ///
    /// - Parameters:
    ///   - domains: Of the evaluation set, each with the bytes of its selecting part.
    ///   - tokens: What one evaluation scores of the selecting part.
    public func faults(space: StudySpace, domains: [EvaluationDomain], tokens: Int) -> [StudyDefinitionError.Fault] {
        var faults =
            objectiveFaults(domains: domains) + strategyFaults(space: space) + recipeFaults(space: space)
        func expect(_ holds: Bool, _ path: String..., detail: @autoclosure () -> String) {
            if !holds { faults.append(.init(path: path, detail: detail())) }
        }
        for (index, limit) in noHarm.enumerated() {
            let place = String(index)
            expect(
                domains.contains { $0.name == limit.domain }, "no_harm", place, "domain",
                detail: "is \"\(limit.domain)\"; expected one of \(domains.map(\.name).joined(separator: ", "))")
            expect(
                limit.baseline == .base || limit.baseline.mixture(in: space) != nil, "no_harm", place, "baseline",
                detail: "is \"\(limit.baseline.rawValue)\", which this space does not have")
            expect(limit.atMost.isFinite, "no_harm", place, "at_most", detail: "is \(limit.atMost); expected a number")
        }
        expect(
            split.reportingShare > 0 && split.reportingShare < 1, "split", "reporting_share",
            detail: "is \(split.reportingShare); expected above 0 and below 1")
        expect(verified >= 1, "verified", detail: "is \(verified); expected 1 or more")
        if let stop {
            expect(stop.patience >= 1, "stop", "patience", detail: "is \(stop.patience); expected 1 or more")
            expect(
                stop.minimumGain >= 0 && stop.minimumGain.isFinite, "stop", "minimum_gain",
                detail: "is \(stop.minimumGain); expected 0 or more")
        }
        if let racing {
            expect(
                (2...30).contains(racing.looks), "racing", "looks", detail: "is \(racing.looks); expected 2 to 30")
            expect(
                racing.alpha > 0 && racing.alpha < 1, "racing", "alpha",
                detail: "is \(racing.alpha); expected above 0 and below 1")
            expect(
                [.enumerate, .dirichlet, .sobol].contains(strategy.kind) && estimator == .merge, "racing",
                detail: "is for merges of enumerate, dirichlet and sobol")
            expect(
                noHarm.isEmpty, "racing",
                detail: "cannot be with no_harm: a candidate that breaks a limit would drop others that do not")
            expect(
                objective != .worst, "racing",
                detail: "cannot be with the objective worst: which domain is worst may change from look to look")
        }
        return faults + budgetFaults(space: space, tokens: tokens)
    }

    private func objectiveFaults(domains: [EvaluationDomain]) -> [StudyDefinitionError.Fault] {
        let names = domains.map(\.name)
        func unknown(_ name: String) -> StudyDefinitionError.Fault? {
            names.contains(name)
                ? nil
                : .init(
                    path: ["objective"],
                    detail: "names the domain \"\(name)\"; expected one of \(names.joined(separator: ", "))")
        }
        switch objective {
        case .macro, .micro, .worst: return []
        case .domain(let name): return unknown(name).map { [$0] } ?? []
        case .weighted(let weights):
            var faults = weights.keys.sorted().compactMap(unknown)
            for (name, weight) in weights.sorted(by: { $0.key < $1.key }) where !(weight >= 0 && weight.isFinite) {
                faults.append(
                    .init(
                        path: ["objective", "weighted", name], detail: "is \(weight); expected a number of 0 or more"))
            }
            if faults.isEmpty, weights.values.allSatisfy({ $0 == 0 }) {
                faults.append(.init(path: ["objective", "weighted"], detail: "has no weight above 0"))
            }
            return faults
        }
    }

    private func strategyFaults(space: StudySpace) -> [StudyDefinitionError.Fault] {
        var faults: [StudyDefinitionError.Fault] = []
        func within(_ value: Int, _ field: String) {
            guard !(1...Self.mostCandidates).contains(value) else { return }
            faults.append(
                .init(path: ["strategy", field], detail: "is \(value); expected 1 to \(Self.mostCandidates)"))
        }
        switch strategy {
        case .enumerate(let enumeration): faults += enumerationFaults(enumeration, space: space)
        case .sobol(let count): within(count, "count")
        case .dirichlet(let count, let concentration):
            within(count, "count")
            if !(concentration > 0 && concentration.isFinite) {
                faults.append(
                    .init(
                        path: ["strategy", "concentration"], detail: "is \(concentration); expected a number above 0"))
            }
        case .convex(let search):
            within(search.iterations, "iterations")
            if !(search.tolerance > 0 && search.tolerance.isFinite) {
                faults.append(
                    .init(path: ["strategy", "tolerance"], detail: "is \(search.tolerance); expected a number above 0"))
            }
            if objective == .worst {
                faults.append(
                    .init(path: ["objective"], detail: "is \"worst\"; convex needs a sum over domains: use surrogate"))
            }
        case .surrogate(let search):
            within(search.initial, "initial")
            within(search.perRound, "per_round")
            within(search.rounds, "rounds")
            if case .kl(let strength) = search.proposal, !(strength >= 0 && strength.isFinite) {
                faults.append(
                    .init(path: ["strategy", "proposal", "strength"], detail: "is \(strength); expected 0 or more"))
            }
        case .outside: break
        }
        return faults
    }

    private func enumerationFaults(
        _ enumeration: StudyStrategy.Enumeration, space: StudySpace
    ) -> [StudyDefinitionError.Fault] {
        let path = ["strategy", "sizes"]
        let count = space.units.count
        var faults = enumeration.sizes.filter { !(1...count).contains($0) }.map {
            StudyDefinitionError.Fault(path: path, detail: "holds \($0); expected 1 to \(count), which are weighed")
        }
        guard faults.isEmpty else { return faults }
        let candidates = CandidateSpace(space, recipe: recipe)
        if let count = candidates.enumerationCount(enumeration), count <= Self.mostCandidates {
            if count == 0 {
                faults.append(.init(path: path, detail: "is empty, and nothing else is to be listed"))
            } else if space.enumerated(enumeration).isEmpty {
                faults.append(.init(path: path, detail: "list no uniform mixture that keeps to the constraints"))
            } else if candidates.enumerated(enumeration).isEmpty {
                faults.append(.init(path: path, detail: "list no mixture of as many models as the recipe merges"))
            }
        } else {
            faults.append(.init(path: path, detail: "list more than \(Self.mostCandidates) candidates"))
        }
        return faults
    }

    private func budgetFaults(space: StudySpace, tokens: Int) -> [StudyDefinitionError.Fault] {
        let needed = StudyMachine(definition: self, space: space, domains: [], tokens: tokens).leastEvaluations
        var faults: [StudyDefinitionError.Fault] = []
        if let evaluations = budget.evaluations, evaluations < needed {
            faults.append(
                .init(
                    path: ["budget", "evaluations"],
                    detail: "is \(evaluations); expected at least \(needed), for baselines and one candidate: "
                        + "\(needed - evaluations) more"))
        }
        if let budgeted = budget.tokens, budgeted / max(1, tokens) < needed {
            faults.append(
                .init(
                    path: ["budget", "tokens"],
                    detail: "is \(budgeted); expected at least \(needed) evaluations of \(tokens) tokens"))
        }
        return faults
    }
}
