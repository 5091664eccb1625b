extension Weighting {
    /// The plain weights.
    ///
    /// Micro: a partition's share of the tokens. Macro: 1/groups, level by level, times its share of the tokens within
    /// the last group. What a group of the scope weighs is spread so below it.
    ///
    /// - Parameters:
    ///   - partitions: the partitions of the pool.
    ///   - normalize: divide the weights of groups by their sum, instead of refusing those that do not sum to 1.
    public func mixture(
        over partitions: [Partition], normalize: Bool = false
    ) throws(WeightingError) -> Mixture {
        var faults: [WeightingError.Fault] = []
        if !(1...Self.mostLevels).contains(levels) {
            faults.append(.init(place: .levels, detail: "is \(levels); expected 1 to \(Self.mostLevels)"))
        }
        let shares = shares(of: partitions, normalize: normalize, &faults)
        guard faults.isEmpty else { throw WeightingError(faults: faults) }
        var weights: [String: Double] = [:]
        for share in shares { spread(share, depth: share.depth, levels: levels, into: &weights, &faults) }
        guard faults.isEmpty else { throw WeightingError(faults: faults) }
        return Mixture(unchecked: weights)
    }

    /// Weight that is spread over some partitions.
    private struct Share {
        let place: WeightingError.Place
        /// The path of the group that it is of, for messages.
        let path: [String]
        let weight: Double
        let members: [Partition]

        /// How many labels all of the members have in common, as the scope names them.
        var depth: Int { path.count }
    }

    private func shares(
        of partitions: [Partition], normalize: Bool, _ faults: inout [WeightingError.Fault]
    ) -> [Share] {
        switch scope {
        case .all:
            guard !partitions.isEmpty else {
                faults.append(.init(place: .whole, detail: "has no partition to weigh"))
                return []
            }
            return [Share(place: .whole, path: [], weight: 1, members: partitions)]
        case .partitions(let names):
            let members = named(names, among: partitions, &faults)
            return [Share(place: .partitions, path: [], weight: 1, members: members)]
        case .groups(let weights):
            return groups(weights, of: partitions, normalize: normalize, &faults)
        }
    }

    private func named(
        _ names: [String], among partitions: [Partition], _ faults: inout [WeightingError.Fault]
    ) -> [Partition] {
        if names.isEmpty {
            faults.append(.init(place: .partitions, detail: "is empty; expected at least one partition"))
        }
        var members: [Partition] = []
        for (index, name) in names.enumerated() {
            guard let partition = partitions.first(where: { $0.name == name }) else {
                let unknown = Mixture.unknown(name, among: partitions.map(\.name))
                faults.append(
                    .init(
                        place: .partition(index),
                        detail: "is \"\(name)\", which \(unknown)"))
                continue
            }
            if members.contains(partition) {
                faults.append(.init(place: .partition(index), detail: "\"\(name)\" stands in the list already"))
            } else {
                members.append(partition)
            }
        }
        return members
    }

    private func groups(
        _ weights: [String: Double], of partitions: [Partition], normalize: Bool,
        _ faults: inout [WeightingError.Fault]
    ) -> [Share] {
        let mixture: Mixture
        do {
            mixture = try Mixture(weights, normalize: normalize)
        } catch {
            faults += error.faults.map { .init(place: $0.partition.map { .group($0) } ?? .groups, detail: $0.detail) }
            return []
        }
        var owners: [String: String] = [:]
        var shares: [Share] = []
        for path in mixture.weights.keys.sorted() {
            guard let share = group(path, weight: mixture[path], of: partitions, &faults) else { continue }
            for member in share.members {
                if let owner = owners.updateValue(path, forKey: member.name) {
                    faults.append(
                        .init(
                            place: .group(path),
                            detail: "holds the partition \"\(member.name)\", which \"\(owner)\" holds too"))
                    break
                }
            }
            shares.append(share)
        }
        return shares.filter { $0.weight > 0 }
    }

    /// The partitions that a path stands for: those whose labels begin with it, or the one of that name.
    private func group(
        _ path: String, weight: Double, of partitions: [Partition], _ faults: inout [WeightingError.Fault]
    ) -> Share? {
        let labels = LabelPath(path)
        let labelled = partitions.filter { labels.leads(to: $0.labels) }
        let named = partitions.filter { $0.name == path }
        if labelled.isEmpty, let partition = named.first {
            return Share(place: .group(path), path: partition.labels, weight: weight, members: named)
        }
        guard !labelled.isEmpty else {
            faults.append(
                .init(place: .group(path), detail: "is neither a path of labels nor a partition of this pool"))
            return nil
        }
        guard named.allSatisfy({ labelled == [$0] }) else {
            faults.append(
                .init(place: .group(path), detail: "is a partition, and the path of labels of other partitions too"))
            return nil
        }
        return Share(place: .group(path), path: labels.labels, weight: weight, members: labelled)
    }

    private func spread(
        _ share: Share, depth: Int, levels: Int, into weights: inout [String: Double],
        _ faults: inout [WeightingError.Fault]
    ) {
        guard kind == .macro, levels > 0 else { return spreadByTokens(share, into: &weights, &faults) }
        let children = Dictionary(grouping: share.members) { Child(of: $0, depth: depth) }
        for (child, members) in children.sorted(by: { $0.key < $1.key }) {
            let part = Share(
                place: share.place, path: share.path + [child.name], weight: share.weight / Double(children.count),
                members: members)
            spread(part, depth: depth + 1, levels: levels - 1, into: &weights, &faults)
        }
    }

    private func spreadByTokens(
        _ share: Share, into weights: inout [String: Double], _ faults: inout [WeightingError.Fault]
    ) {
        let negative = share.members.filter { $0.tokens < 0 }
        // In the order of names: a sum of doubles depends on its order.
        let members = share.members.sorted { $0.name < $1.name }
        let total = members.reduce(0) { $0 + Double($1.tokens) }
        guard negative.isEmpty, total > 0 else {
            let group = share.path.joined(separator: "/")
            let subject = group.isEmpty ? "the partitions have" : "\"\(group)\" has"
            faults.append(.init(place: share.place, detail: "\(subject) no tokens to share out"))
            return
        }
        for member in members { weights[member.name] = share.weight * (Double(member.tokens) / total) }
    }

    /// A group of one level, or a partition that is one by itself, which is told from a group of the same name.
    private struct Child: Hashable, Comparable {
        let name: String
        let isPartition: Bool

        init(of partition: Partition, depth: Int) {
            isPartition = partition.labels.count <= depth
            name = isPartition ? partition.name : partition.labels[depth]
        }

        static func < (left: Child, right: Child) -> Bool {
            (left.name, left.isPartition ? 1 : 0) < (right.name, right.isPartition ? 1 : 0)
        }
    }
}
