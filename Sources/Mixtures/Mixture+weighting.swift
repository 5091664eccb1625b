/// Named ways to weigh partitions. Micro and macro weights become plain weights here, before anything else sees them.
extension Mixture {
    /// The same weight for every one of the partitions.
    public static func uniform(over partitions: some Collection<String>) throws(MixtureError) -> Mixture {
        let names = Set(partitions)
        guard !names.isEmpty else { throw MixtureError(faults: [noPartition]) }
        return Mixture(unchecked: Dictionary(uniqueKeysWithValues: names.map { ($0, 1 / Double(names.count)) }))
    }

    /// Micro weights: each partition's share of all tokens.
    ///
    /// - Parameter tokens: Token count by partition name; a partition without tokens gets weight 0.
    public static func proportional(tokens: [String: Int]) throws(MixtureError) -> Mixture {
        try Mixture(weights(from: tokens), normalize: true)
    }

    /// Macro weights: every group weighs the same, and within a group each partition has its share of the group's tokens.
    ///
    /// - Parameters:
    ///   - tokens: Token count by partition name.
    ///   - groups: The group of each partition, by partition name; a partition that is not named is a group of its own.
    public static func macro(tokens: [String: Int], groups: [String: String]) throws(MixtureError) -> Mixture {
        let weights = try weights(from: tokens)
        // A lone partition's group is told from a named group of the same name by the flag.
        struct Group: Hashable {
            let name: String
            let isNamed: Bool
        }
        var members: [Group: [String]] = [:]
        for name in weights.keys.sorted() {
            let group = groups[name].map { Group(name: $0, isNamed: true) } ?? Group(name: name, isNamed: false)
            members[group, default: []].append(name)
        }
        var result: [String: Double] = [:]
        for (group, names) in members {
            let total = names.reduce(0) { $0 + (weights[$1] ?? 0) }
            guard total > 0 else {
                throw MixtureError(
                    faults: [.init(partition: nil, detail: "group \"\(group.name)\" has no tokens to share out")])
            }
            for name in names {
                result[name] = (weights[name] ?? 0) / total / Double(members.count)
            }
        }
        return try Mixture(result, normalize: true)
    }

    private static var noPartition: MixtureError.Fault {
        .init(partition: nil, detail: "is empty: name at least one partition")
    }

    private static func weights(from tokens: [String: Int]) throws(MixtureError) -> [String: Double] {
        guard !tokens.isEmpty else { throw MixtureError(faults: [noPartition]) }
        let negative = tokens.filter { $0.value < 0 }.sorted { $0.key < $1.key }
        guard negative.isEmpty else {
            throw MixtureError(
                faults: negative.map {
                    .init(partition: $0.key, detail: "has \($0.value) tokens; expected 0 or more")
                })
        }
        return tokens.mapValues(Double.init)
    }
}
