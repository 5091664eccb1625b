internal import Algorithms
public import Mixtures
internal import Randomness

extension StudySpace {
    /// What cannot hold together, the simplest cause first; `nil` when there is at least one mixture.
    var clash: StudySpaceError.Fault? {
        clashOfSupply ?? clashOfSums ?? clashOfGroups ?? clashOfSize
            ?? polytope.clash.map { subjects in
                .init(path: [], detail: "these cannot hold together: " + subjects.map(name).joined(separator: "; "))
            } ?? clashOfSupports
    }

    private var clashOfSupply: StudySpaceError.Fault? {
        guard let supply = constraints.supply else { return nil }
        for unit in units {
            let most = constraints.supplied(unit)
            guard let limit = constraints.limits[unit.name], limit.least > most + Polytope.tolerance else { continue }
            return .init(
                path: ["limits", unit.name],
                detail: "asks for at least \(limit.least), and supply allows at most \(most) "
                    + "(\(supply.repetitionCap) × \(unit.tokens) tokens of a budget of \(supply.budgetTokens))")
        }
        return nil
    }

    private var clashOfSums: StudySpaceError.Fault? {
        let least = polytope.lower.reduce(0, +)
        if least > 1 + Polytope.tolerance {
            let parts = units.indices.filter { polytope.lower[$0] > 0 }.map {
                "\(units[$0].name) \(polytope.lower[$0])"
            }
            return .init(
                path: ["limits"],
                detail: "ask for at least \(least) in all (\(parts.joined(separator: ", "))), and weights sum to 1")
        }
        let most = polytope.upper.reduce(0, +)
        if most < 1 - Polytope.tolerance {
            let parts = units.indices.map { "\(units[$0].name) \(polytope.upper[$0])" }
            let path = units.contains { constraints.supplied($0) < 1 } ? ["supply"] : ["limits"]
            return .init(
                path: path,
                detail: "allows at most \(most) in all (\(parts.joined(separator: ", "))), and weights sum to 1")
        }
        return nil
    }

    private var clashOfGroups: StudySpaceError.Fault? {
        for (place, group) in polytope.groups.enumerated() {
            let names = group.members.map { units[$0].name }.joined(separator: ", ")
            let least = group.members.reduce(0) { $0 + polytope.lower[$1] }
            if least > group.most + Polytope.tolerance {
                return .init(
                    path: ["groups", String(place)],
                    detail: "allows \(names) at most \(group.most) together, and their limits ask for at least \(least)"
                )
            }
            let most = group.members.reduce(0) { $0 + polytope.upper[$1] }
            if most < group.least - Polytope.tolerance {
                return .init(
                    path: ["groups", String(place)],
                    detail: "asks for at least \(group.least) of \(names) together, and their limits "
                        + "\(constraints.supply == nil ? "allow" : "and the supply allow") at most \(most)")
            }
        }
        return nil
    }

    private var clashOfSize: StudySpaceError.Fault? {
        guard size < units.count else { return nil }
        let forced = units.indices.filter { polytope.lower[$0] > 0 }
        if forced.count > size {
            let names = forced.map { "\(units[$0].name) \(polytope.lower[$0])" }.joined(separator: ", ")
            return .init(
                path: ["size"],
                detail: "allows \(size) a weight, and limits ask for a weight of \(forced.count): \(names)")
        }
        let others = polytope.upper.indices.filter { !forced.contains($0) }.map { polytope.upper[$0] }.sorted(by: >)
        let most = others.prefix(size - forced.count).reduce(forced.reduce(0) { $0 + polytope.upper[$1] }, +)
        if most < 1 - Polytope.tolerance {
            return .init(
                path: ["size"],
                detail: "allows \(size) a weight, and the \(size) largest upper limits sum to \(most); weights sum to 1"
            )
        }
        return nil
    }

    private var clashOfSupports: StudySpaceError.Fault? {
        guard size < units.count, feasibleSupport() == nil else { return nil }
        let groups = polytope.groups.indices.filter { polytope.groups[$0].least > 0 }.map { name(.groupLeast($0)) }
        return .init(
            path: ["size"],
            detail: "allows \(size) a weight, and no \(size) of the \(units.count) were found that keep to all limits"
                + (groups.isEmpty ? "" : ": " + groups.joined(separator: "; ")))
    }

    /// Places of at most `size` units that have mixtures among them, the first such; with very many subsets, those of
    /// vertices.
    func feasibleSupport() -> [Int]? {
        guard size < units.count else { return Array(units.indices) }
        if let count = Subsets.count(of: units.count, size: size), count <= 2_000 {
            return units.indices.combinations(ofCount: size).first { !polytope.face($0).isEmpty }
        }
        var generator = SeededGenerator(seed: 0, purpose: .feasibleSupport)
        for _ in 0..<500 {
            let cost = units.map { _ in generator.unit() }
            let support = polytope.vertex(minimizing: cost)?.indices(above: 1e-9) ?? []
            if !support.isEmpty, support.count <= size { return support }
        }
        return nil
    }

    /// A limit in words.
    private func name(_ subject: Polytope.Limit.Subject) -> String {
        func members(_ place: Int) -> String {
            polytope.groups[place].members.map { units[$0].name }.joined(separator: ", ")
        }
        return switch subject {
        case .sum: "weights sum to 1"
        case .lower(let index): "\(units[index].name) at least \(polytope.lower[index])"
        case .upper(let index): "\(units[index].name) at most \(polytope.upper[index])"
        case .groupLeast(let place): "\(members(place)) at least \(polytope.groups[place].least) together"
        case .groupMost(let place): "\(members(place)) at most \(polytope.groups[place].most) together"
        }
    }

    /// Which limits a mixture breaks, in words; empty for a mixture of this space.
    public func violations(of mixture: Mixture) -> [String] {
        guard let weights = weights(of: mixture) else {
            return [
                "gives a weight to what is not weighed by this study, which weighs "
                    + units.map(\.name).joined(separator: ", ")
            ]
        }
        var violations: [String] = []
        let tolerance = Mixture.sumTolerance
        for (index, unit) in units.enumerated() {
            if weights[index] < polytope.lower[index] - tolerance {
                violations.append("\(unit.name) is \(weights[index]); expected at least \(polytope.lower[index])")
            } else if weights[index] > polytope.upper[index] + tolerance {
                violations.append("\(unit.name) is \(weights[index]); expected at most \(polytope.upper[index])")
            }
        }
        for group in polytope.groups {
            let sum = group.members.reduce(0) { $0 + weights[$1] }
            let names = group.members.map { units[$0].name }.joined(separator: ", ")
            if sum < group.least - tolerance {
                violations.append("\(names) are \(sum) together; expected at least \(group.least)")
            } else if sum > group.most + tolerance {
                violations.append("\(names) are \(sum) together; expected at most \(group.most)")
            }
        }
        let support = weights.indices(above: 0).count
        if support > size { violations.append("\(support) have a weight; expected at most \(size)") }
        return violations
    }
}

extension [Double] {
    /// The places of the numbers above a bound.
    func indices(above bound: Double) -> [Int] { indices.filter { self[$0] > bound } }
}
