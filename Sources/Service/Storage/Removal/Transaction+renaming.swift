import Foundation

extension Transaction {
    /// Gives a record another name.
    ///
    /// - Throws: ``StorageError`` with code `exists` if another of its kind has it.
    public func rename(_ id: Identifier, to name: String) throws {
        guard let table = RemovedRows.namedTables[id.kind] else {
            throw StorageError(.invalid, subject: "\(id)", message: "has no name")
        }
        try execute("UPDATE \(table) SET name = ? WHERE id = ?", [name, id.text])
    }

    /// Puts a partition under another path of labels.
    public func relabel(_ partition: Identifier, as labels: [String]) throws {
        try execute("UPDATE partition SET labels = ? WHERE id = ?", [JSONList.text(labels), partition.text])
    }

    /// Puts evaluations that were asked for under one label under another.
    ///
    /// - Parameters:
    ///   - pool: only those that this pool asked for.
    ///   - new: `nil` takes the label away.
    ///   - limit: of requests that one call looks at.
    /// - Returns: how many requests were changed; fewer than the limit when nothing is left.
    public func relabelEvaluations(
        from old: String, to new: String?, pool: Identifier? = nil, limit: Int
    ) throws -> Int {
        let requests = try rows(
            "SELECT evaluation, pool FROM evaluation_request WHERE label = ?1 AND (?2 IS NULL OR pool = ?2) LIMIT ?3",
            [old, pool?.text, limit], of: "evaluation_request"
        ) { (evaluation: try $0.text("evaluation"), pool: try $0.text("pool")) }
        for request in requests {
            let key: [Value] = [request.evaluation, request.pool, old, new ?? ""]
            let place = "WHERE evaluation = ?1 AND pool = ?2 AND label = ?3"
            // Whoever has asked under the new label too has asked once.
            try execute("UPDATE OR IGNORE evaluation_request SET label = ?4 \(place)", key)
            try execute("DELETE FROM evaluation_request \(place)", Array(key.prefix(3)))
            try execute(
                "UPDATE evaluation SET label = ?3 WHERE id = ?1 AND label = ?2 AND coalesce(pool, '') = ?4",
                [request.evaluation, old, new, request.pool])
        }
        return requests.count
    }
}
