/// Who asked for an evaluation: equal questions of several pools, or under several labels, share one.
public struct EvaluationRequest: Hashable, Sendable {
    public let evaluation: Identifier
    /// The pool that asked, if one did.
    public let pool: Identifier?
    /// What it is called by whoever asked.
    public let label: String?

    init(_ columns: Columns) throws {
        evaluation = try columns.identifier("evaluation")
        // The columns are part of a key, and hold empty texts for what is missing.
        let (pool, label) = (try columns.text("pool"), try columns.text("label"))
        self.pool = pool.isEmpty ? nil : try columns.identifier("pool")
        self.label = label.isEmpty ? nil : label
    }
}
