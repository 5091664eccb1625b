extension Transaction {
    /// The names that resources of a kind have, in order, and how many resources there are.
    ///
    /// - Parameters:
    ///   - corpus: where a partition's name is looked up; other names are unique without it.
    ///   - limit: how many names are read at most.
    /// - Returns: `nil` for a kind that has ids and no names.
    public func names(
        of kind: Identifier.Kind, in corpus: String, limit: Int = 1_000
    ) throws -> (names: [String], count: Int)? {
        guard let table = Self.namedTable(of: kind) else { return nil }
        let (condition, values) = kind == .partition ? (" WHERE corpus = ?", [corpus] as [Value]) : ("", [])
        let names = try rows(
            "SELECT name FROM \(table)\(condition) ORDER BY name LIMIT \(limit)", values, of: table
        ) { try $0.text("name") }
        return (names, try integer("SELECT count(*) FROM \(table)\(condition)", values) ?? names.count)
    }

    private static func namedTable(of kind: Identifier.Kind) -> String? {
        switch kind {
        case .partition: "partition"
        case .evaluationSet: "evaluation_set"
        case .checkpoint: "checkpoint"
        case .trainingRun: "training_run"
        case .pool: "pool"
        case .study: "study"
        default: nil
        }
    }
}
