import Words

extension EvaluationFilter {
    /// The query of a page: who asked is walked if a label or pool is given, else the evaluations themselves.
    func query(_ page: PageRequest) -> ListQuery {
        var conditions = Conditions()
        conditions.match("label", label)
        conditions.match("pool", pool?.text)
        conditions.match("evaluation_set", evaluationSet?.text)
        conditions.match("state", state?.rawValue)
        return ListQuery(
            of: EvaluationRecord.table, kind: .evaluation, by: walk, where: conditions, after: createdAfter, page)
    }

    private var walk: ListQuery.Walk {
        let index: String? =
            switch (label != nil, pool != nil, evaluationSet != nil, state != nil) {
            case (true, _, _, true): "evaluation_request_by_label_and_state"
            case (true, _, _, false): "evaluation_request_by_label"
            case (false, true, _, true): "evaluation_request_by_pool_and_state"
            case (false, true, true, false): "evaluation_request_by_pool_and_set"
            case (false, true, false, false): "evaluation_request_by_pool"
            case (false, false, true, true): "evaluation_by_set_and_state"
            case (false, false, true, false): "evaluation_by_set"
            case (false, false, false, true): "evaluation_by_state"
            case (false, false, false, false): nil
            }
        guard label != nil || pool != nil else { return ListQuery.Walk(table: EvaluationRecord.table, index: index) }
        return ListQuery.Walk(table: "evaluation_request", index: index, column: "evaluation", repeats: true)
    }

    /// One filter for each set of members that can be given: what the test of the plans reads.
    static var everyKind: [EvaluationFilter] {
        let moment = Timestamp(milliseconds: 0)
        return (0..<16).map { bits in
            EvaluationFilter(
                pool: bits & 1 == 0 ? nil : .first(of: .pool, at: moment),
                evaluationSet: bits & 2 == 0 ? nil : .first(of: .evaluationSet, at: moment),
                state: bits & 4 == 0 ? nil : .queued, label: bits & 8 == 0 ? nil : "label")
        }
    }
}
