extension HotQuery {
    /// What is asked for each document of a registration.
    static let documentQueries = [documentOwners, documentsAfter]

    /// Who holds a document.
    ///
    /// Values: corpus, hash.
    static let documentOwners = HotQuery(
        "who holds a document",
        """
        SELECT d.owner, d.role, d.line, coalesce(p.name, e.name, d.owner) AS owner_name FROM document d
        LEFT JOIN partition p ON p.id = d.owner LEFT JOIN evaluation_set e ON e.id = d.owner
        WHERE d.corpus = ? AND d.hash = ? ORDER BY d.owner
        """,
        plan: "SEARCH d USING PRIMARY KEY (corpus=? AND hash=?)", "SEARCH p USING PRIMARY KEY (id=?)",
        "SEARCH e USING PRIMARY KEY (id=?)")

    /// The hashes of a corpus after one of them, in order.
    ///
    /// Values: corpus, hash, limit.
    static let documentsAfter = HotQuery(
        "documents of a corpus",
        "SELECT DISTINCT hash FROM document WHERE corpus = ? AND hash > ? ORDER BY hash LIMIT ?",
        plan: "SEARCH document USING PRIMARY KEY (corpus=? AND hash>?)")
}
