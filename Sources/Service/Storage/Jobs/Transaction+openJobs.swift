public import Words

/// Which jobs that have not ended are meant; every member that is given must hold.
public struct OpenJobFilter: Hashable, Sendable {
    /// Of evaluations that were asked for under this label.
    public var label: String?
    /// Of evaluations that this pool asked for, and of what is measured of it.
    public var pool: Identifier?
    public var kind: JobKind?
    public var state: JobState?

    public init(label: String? = nil, pool: Identifier? = nil, kind: JobKind? = nil, state: JobState? = nil) {
        self.label = label
        self.pool = pool
        self.kind = kind
        self.state = state
    }
}

extension Transaction {
    /// The jobs of a filter that have not ended, and how many of those that it names others have asked for too, and so
    /// are left out.
    public func openJobs(_ filter: OpenJobFilter) throws -> (jobs: [Identifier], shared: Int) {
        var (jobs, shared): (Set<Identifier>, Set<Identifier>) = ([], [])
        if filter.label == nil, filter.pool == nil {
            for state in JobState.allCases where !state.isFinal {
                jobs.formUnion(
                    try rows("SELECT id FROM job WHERE state = ?", [state.rawValue], of: JobRecord.table) {
                        try $0.identifier("id")
                    })
            }
        } else {
            for request in try requestedJobs(label: filter.label, pool: filter.pool) {
                if request.isShared { shared.insert(request.job) } else { jobs.insert(request.job) }
            }
            if let pool = filter.pool, filter.label == nil { jobs.formUnion(try jobsMeasuring(pool)) }
        }
        func isMeant(_ id: Identifier) throws -> Bool {
            guard let job = try job(id), !job.state.isFinal else { return false }
            return (filter.kind == nil || job.kind == filter.kind) && (filter.state == nil || job.state == filter.state)
        }
        return (try jobs.subtracting(shared).filter(isMeant).sorted(), try shared.filter(isMeant).count)
    }

    /// The jobs of evaluations, and of their tokens, that a pool asked for or that were asked for under a label, and
    /// whether somebody else has asked for them too.
    private func requestedJobs(
        label: String?, pool: Identifier?
    ) throws -> [(job: Identifier, isShared: Bool)] {
        let meant = "(?1 IS NULL OR r.label = ?1) AND (?2 IS NULL OR r.pool = ?2)"
        let others = """
            EXISTS (SELECT 1 FROM evaluation_request o WHERE o.evaluation = r.evaluation
                AND NOT ((?1 IS NULL OR o.label = ?1) AND (?2 IS NULL OR o.pool = ?2))) AS is_shared
            """
        return try rows(
            """
            SELECT e.job AS id, \(others) FROM evaluation_request r JOIN evaluation e ON e.id = r.evaluation
            WHERE \(meant) AND r.state IN ('queued', 'scheduled', 'running', 'cancelling')
            UNION SELECT t.job, \(others) FROM evaluation_request r JOIN evaluation_tokens t ON t.evaluation = r.evaluation
            WHERE \(meant)
            """, [label, pool?.text], of: "evaluation_request"
        ) { (job: try $0.identifier("id"), isShared: try $0.integer("is_shared") == 1) }
    }

    /// The jobs that measure a pool.
    private func jobsMeasuring(_ pool: Identifier) throws -> [Identifier] {
        try identifiers(
            "SELECT job AS id FROM validity WHERE pool = ?1 UNION SELECT job FROM contamination WHERE pool = ?1",
            of: pool)
    }
}
