extension Mixture {
    /// The same weight for every one of the partitions.
    public static func uniform(over partitions: some Collection<String>) throws(MixtureError) -> Mixture {
        let names = Set(partitions)
        guard !names.isEmpty else {
            throw MixtureError(faults: [.init(partition: nil, detail: "is empty: name at least one partition")])
        }
        return Mixture(unchecked: Dictionary(uniqueKeysWithValues: names.map { ($0, 1 / Double(names.count)) }))
    }
}
