public import API
import HTTPTypes

/// Undoing and renaming what was added.
extension AssayClient {
    /// What depends on a record, by its id or name.
    public func dependents(of record: String, _ kind: RecordKind) async throws -> DependentsResource {
        try await read("\(try path(of: record, kind))/dependents")
    }

    /// Removes a record, by its id or name; sent once, for it is not there to be removed again.
    ///
    /// - Parameter withDependents: whether what depends on it goes too; else a record with dependents is refused.
    public func remove(
        _ record: String, _ kind: RecordKind, withDependents: Bool = false
    ) async throws -> RemovalResource {
        var call = Call(method: .delete, path: try path(of: record, kind), isRepeatable: false)
        if withDependents { call.query.append(("dependents", "delete")) }
        return try await json(of: call)
    }

    /// Gives a record another name.
    ///
    /// - Returns: the record's id and name, whatever its kind.
    public func rename(_ record: String, _ kind: RecordKind, to name: String) async throws -> NamedResource {
        let body = try JSONCoder.encode(NameChange(name: name))
        return try await json(
            of: Call(method: .patch, path: try path(of: record, kind), body: .json(body), isRepeatable: true))
    }

    /// Changes a partition's name, labels, or both.
    public func change(partition: String, _ change: PartitionChange) async throws -> PartitionResource {
        let body = try JSONCoder.encode(change)
        return try await json(
            of: Call(
                method: .patch, path: try path(of: partition, .partition), body: .json(body), isRepeatable: true))
    }

    /// Puts evaluations that were asked for under a label under another, or under none.
    public func relabelEvaluations(_ change: LabelChange) async throws -> LabelChangeResource {
        try await json(
            of: .post("/v1/evaluations:relabel", json: JSONCoder.encode(change), isRepeatable: true))
    }

    private func path(of record: String, _ kind: RecordKind) throws -> String {
        guard let path = kind.path else {
            throw ClientError(.unexpectedAnswer, message: "\(kind.words) has no list of its own")
        }
        return "/v1/\(path)/\(Call.escape(record))"
    }
}
