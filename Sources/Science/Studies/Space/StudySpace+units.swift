import Mixtures

extension StudySpace {
    /// What has a weight of its own, sorted by name.
    static func units(
        of partitions: [Weighting.Partition], over names: [String]?, _ faults: inout [StudySpaceError.Fault]
    ) -> [Unit] {
        guard let names else {
            if partitions.isEmpty { faults.append(.init(path: [], detail: "the pool has no partition model to weigh")) }
            return partitions.map(Unit.init).sorted { $0.name < $1.name }
        }
        if names.isEmpty { faults.append(.init(path: ["over"], detail: "is empty; expected at least one name")) }
        var owners: [String: String] = [:]
        var units: [Unit] = []
        for (index, name) in names.enumerated() {
            let path = ["over", String(index)]
            if units.contains(where: { $0.name == name }) {
                faults.append(.init(path: path, detail: "\"\(name)\" stands in the list already"))
                continue
            }
            guard let unit = unit(name, of: partitions, path: path, &faults) else { continue }
            for partition in unit.shares.keys.sorted() {
                if let owner = owners.updateValue(name, forKey: partition) {
                    faults.append(
                        .init(path: path, detail: "holds the partition \"\(partition)\", which \"\(owner)\" holds too"))
                }
            }
            units.append(unit)
        }
        return units.sorted { $0.name < $1.name }
    }

    private static func unit(
        _ name: String, of partitions: [Weighting.Partition], path: [String],
        _ faults: inout [StudySpaceError.Fault]
    ) -> Unit? {
        let labels = LabelPath(name)
        let labelled = partitions.filter { labels.leads(to: $0.labels) }
        let named = partitions.filter { $0.name == name }
        if let partition = named.first {
            guard labelled.allSatisfy({ $0 == partition }) else {
                faults.append(
                    .init(path: path, detail: "is a partition, and the path of labels of other partitions too"))
                return nil
            }
            return Unit(partition)
        }
        guard !labelled.isEmpty else {
            faults.append(
                .init(path: path, detail: "\"\(name)\" is neither a partition of this pool nor a path of labels"))
            return nil
        }
        let tokens = labelled.reduce(0) { $0 + $1.tokens }
        guard tokens > 0, labelled.allSatisfy({ $0.tokens >= 0 }) else {
            faults.append(.init(path: path, detail: "\"\(name)\" has no tokens to share its weight out by"))
            return nil
        }
        let shares = labelled.map { ($0.name, Double($0.tokens) / Double(tokens)) }
        return Unit(name: name, labels: labels.labels, tokens: tokens, shares: Dictionary(uniqueKeysWithValues: shares))
    }
}

extension StudySpace.Unit {
    init(_ partition: Weighting.Partition) {
        self.init(
            name: partition.name, labels: partition.labels, tokens: partition.tokens, shares: [partition.name: 1])
    }
}

extension StudyConstraints {
    /// The places of a group's members among the units.
    func members(of group: GroupLimit, units: [StudySpace.Unit]) -> [Int] {
        switch group.members {
        case .named(let names): units.indices.filter { names.contains(units[$0].name) }
        case .label(let label):
            units.indices.filter { LabelPath(label).leads(to: units[$0].labels) }
        }
    }

    /// The most weight that the supply of tokens allows a unit.
    func supplied(_ unit: StudySpace.Unit) -> Double {
        guard let supply else { return 1 }
        return supply.repetitionCap * Double(unit.tokens) / Double(supply.budgetTokens)
    }

    func polytope(units: [StudySpace.Unit]) -> Polytope {
        Polytope(
            lower: units.map { limits[$0.name]?.least ?? 0 },
            upper: units.map { min(1, limits[$0.name]?.most ?? 1, supplied($0)) },
            groups: groups.map { group in
                Polytope.Group(members: members(of: group, units: units), least: group.least, most: group.most)
            })
    }

    /// Faults of single fields.
    func check(units: [StudySpace.Unit], _ faults: inout [StudySpaceError.Fault]) {
        let names = units.map(\.name).joined(separator: ", ")
        for (name, limit) in limits.sorted(by: { $0.key < $1.key }) {
            if !units.contains(where: { $0.name == name }) {
                faults.append(
                    .init(path: ["limits", name], detail: "is not weighed by this study, which weighs \(names)"))
            }
            check(limit.least, limit.most, path: ["limits", name], &faults)
        }
        for (index, group) in groups.enumerated() {
            let path = ["groups", String(index)]
            check(group.least, group.most, path: path, &faults)
            if case .named(let listed) = group.members {
                for name in listed where !units.contains(where: { $0.name == name }) {
                    faults.append(
                        .init(
                            path: path + ["partitions"],
                            detail: "holds \"\(name)\", which is not weighed by this study, which weighs \(names)"))
                }
            }
            if members(of: group, units: units).isEmpty {
                faults.append(.init(path: path, detail: "has no member among what is weighed: \(names)"))
            }
        }
        if let size, !(1...max(1, units.count)).contains(size) {
            faults.append(.init(path: ["size"], detail: "is \(size); expected 1 to \(units.count), which are weighed"))
        }
        checkSupply(units: units, &faults)
    }

    private func check(
        _ least: Double, _ most: Double, path: [String], _ faults: inout [StudySpaceError.Fault]
    ) {
        guard (0...1).contains(least), (0...1).contains(most) else {
            faults.append(.init(path: path, detail: "is from \(least) to \(most); expected weights from 0 to 1"))
            return
        }
        if least > most {
            faults.append(.init(path: path, detail: "has at least \(least) and at most \(most), which clash"))
        }
    }

    private func checkSupply(units: [StudySpace.Unit], _ faults: inout [StudySpaceError.Fault]) {
        guard let supply else { return }
        if supply.budgetTokens < 1 {
            faults.append(
                .init(path: ["supply", "budget_tokens"], detail: "is \(supply.budgetTokens); expected 1 or more"))
        }
        if !(supply.repetitionCap.isFinite && supply.repetitionCap > 0) {
            faults.append(
                .init(
                    path: ["supply", "repetition_cap"], detail: "is \(supply.repetitionCap); expected a number above 0")
            )
        }
        for unit in units where unit.tokens < 0 {
            faults.append(.init(path: ["supply"], detail: "\"\(unit.name)\" has \(unit.tokens) tokens"))
        }
    }
}
