extension HotQuery {
    /// What is asked of evaluations by key and by identifier.
    static let evaluationQueries = [
        evaluationByID, evaluationByKey, evaluationExists, evaluationsByID, domainsByID, tokensByID, requestsByID,
    ]

    /// An evaluation.
    ///
    /// Values: id.
    static let evaluationByID = HotQuery(
        "an evaluation", "SELECT * FROM evaluation WHERE id = ?", plan: "SEARCH evaluation USING PRIMARY KEY (id=?)")

    /// The evaluation that answers a question.
    ///
    /// Values: key.
    static let evaluationByKey = HotQuery(
        "an evaluation by its key", "SELECT * FROM evaluation WHERE key = ?",
        plan: "SEARCH evaluation USING INDEX sqlite_autoindex_evaluation_2 (key=?)")

    /// Whether a question has an evaluation.
    ///
    /// Values: key.
    static let evaluationExists = HotQuery(
        "whether there is an evaluation of a key", "SELECT 1 FROM evaluation WHERE key = ?",
        plan: "SEARCH evaluation USING COVERING INDEX sqlite_autoindex_evaluation_2 (key=?)")

    /// Evaluations.
    ///
    /// Values: a JSON array of ids.
    static let evaluationsByID = byIDs("evaluations", of: "evaluation")

    /// The sums per domain of evaluations, in order of the domain's name within each.
    ///
    /// Values: a JSON array of ids.
    static let domainsByID = HotQuery(
        "sums per domain by their evaluations' ids",
        """
        SELECT t.* FROM json_each(?) wanted CROSS JOIN evaluation_domain t ON t.evaluation = wanted.value
        ORDER BY t.evaluation, t.domain
        """,
        plan: "SCAN wanted VIRTUAL TABLE", "SEARCH t USING PRIMARY KEY (evaluation=?)", "USE TEMP B-TREE FOR ORDER BY")

    /// What is known of the tokens of evaluations.
    ///
    /// Values: a JSON array of ids.
    static let tokensByID = byIDs("tokens", of: "evaluation_tokens", by: "evaluation")

    /// Who asked for evaluations, in order of pool and label within each.
    ///
    /// Values: a JSON array of ids.
    static let requestsByID = HotQuery(
        "who asked, by the evaluations' ids",
        """
        SELECT t.* FROM json_each(?) wanted CROSS JOIN evaluation_request t ON t.evaluation = wanted.value
        ORDER BY t.evaluation, t.pool, t.label
        """,
        plan: "SCAN wanted VIRTUAL TABLE", "SEARCH t USING PRIMARY KEY (evaluation=?)", "USE TEMP B-TREE FOR ORDER BY")
}
