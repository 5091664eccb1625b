import Words

extension Transaction {
    /// Some records and everything that refers to them.
    ///
    /// Scores are kept by content: those that a pool outside of the closure has asked for too stay, for that pool.
    public func removalClosure(of roots: [Identifier]) throws -> RemovalClosure {
        var closure = RemovalClosure(roots: roots)
        var open = roots
        while !open.isEmpty {
            while let next = open.popLast() {
                for reference in RecordReference.all where reference.target == next.kind {
                    open += try identifiers(reference.query, of: next).filter { closure.insert($0) }
                }
            }
            open = try evaluationsAsked(onlyBy: closure.records[.pool] ?? []).filter { closure.insert($0) }
        }
        return closure
    }

    /// The evaluations that some pools have asked for, and no other.
    private func evaluationsAsked(onlyBy pools: Set<Identifier>) throws -> [Identifier] {
        var asked: Set<Identifier> = []
        for pool in pools {
            asked.formUnion(
                try identifiers("SELECT DISTINCT evaluation AS id FROM evaluation_request WHERE pool = ?1", of: pool))
        }
        return try asked.sorted().filter { evaluation in
            try identifiers(
                "SELECT DISTINCT pool AS id FROM evaluation_request WHERE evaluation = ?1 AND pool <> ''",
                of: evaluation
            ).allSatisfy(pools.contains)
        }
    }

    func identifiers(_ query: String, of id: Identifier) throws -> [Identifier] {
        try rows(query, [id.text], of: "removal") { try $0.identifier("id") }
    }

    /// What people call a record; `nil` for those without names.
    public func name(of id: Identifier) throws -> String? {
        guard let table = RemovedRows.namedTables[id.kind] else { return nil }
        return try row("SELECT name FROM \(table) WHERE id = ?", [id.text], of: table) { try $0.text("name") }
    }

    /// Whether there is a record of that id.
    public func exists(_ id: Identifier) throws -> Bool {
        try integer("SELECT 1 FROM \(RemovedRows.table(of: id.kind)) WHERE id = ?", [id.text]) != nil
    }

    /// The jobs of a closure that have not ended, and its studies that are still searching; in order.
    public func workUnderWay(in closure: RemovalClosure) throws -> [Identifier] {
        var found: Set<Identifier> = []
        for id in closure.records.values.joined() {
            for query in (RemovedRows.jobs[id.kind] ?? []) + (RemovedRows.waiting[id.kind] ?? []) {
                found.formUnion(try identifiers(query, of: id).filter { try job($0)?.state.isFinal == false })
            }
            if id.kind == .study, try study(id)?.state.isFinal == false { found.insert(id) }
        }
        return found.sorted()
    }
}
