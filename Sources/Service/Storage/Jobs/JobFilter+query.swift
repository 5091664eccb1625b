import Words

extension JobFilter {
    /// The query of a page: an owner's jobs are walked, or those in a state, or those of a kind.
    func query(_ page: PageRequest) -> ListQuery {
        var conditions = Conditions()
        conditions.match("owner", owner)
        conditions.match("state", state?.rawValue)
        conditions.match("kind", kind?.rawValue)
        let index: String? =
            switch (owner != nil, state != nil, kind != nil) {
            case (true, _, _): "job_by_owner"
            case (false, true, _): "job_by_state"
            case (false, false, true): "job_by_kind"
            case (false, false, false): nil
            }
        return ListQuery(
            of: JobRecord.table, kind: .job, by: ListQuery.Walk(table: JobRecord.table, index: index),
            where: conditions, after: createdAfter, page)
    }

    /// One filter for each set of members that can be given: what the test of the plans reads.
    static var everyKind: [JobFilter] {
        (0..<8).map { bits in
            JobFilter(
                state: bits & 1 == 0 ? nil : .queued, kind: bits & 2 == 0 ? nil : .evaluation,
                owner: bits & 4 == 0 ? nil : "owner")
        }
    }
}
