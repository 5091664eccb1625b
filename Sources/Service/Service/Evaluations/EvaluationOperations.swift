import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let evaluationOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/evaluations", id: "createEvaluations",
            summary: """
                Scores one candidate, or up to 10,000 under `evaluations`: all of them or none. What has been scored \
                before is answered from the store; equal questions that are not answered yet share one job.
                """,
            tag: "evaluations", headers: [.idempotencyKey, .prefer], body: .json("EvaluationSubmission"),
            outcomes: [
                Outcome(200, "Every score was known.", .json("EvaluationAnswer")),
                Outcome(202, "Queued.", .json("EvaluationAnswer")),
            ],
            problems: [.queueFull],
            desk: \.evaluations
        ) { call, desk in
            try await call.creating(EvaluationSubmission.self) { body in
                try await desk.questions(body)
            } change: { body, questions, once in
                try await desk.submit(body, questions, once)
            } show: { answer, body in
                guard let kept = KeptEvaluations(answer) else { return answer }
                return try await desk.answer(kept.ids, to: body)
            }
        },
        Operation(
            method: .get, path: "/v1/evaluations", id: "listEvaluations", summary: "Lists evaluations.",
            tag: "evaluations",
            query: QueryParameter.page(of: .evaluation) + [
                .createdAfter,
                QueryParameter(name: "pool", summary: "only those that this pool asked for", kind: .reference),
                QueryParameter(name: "evaluation_set", summary: "only on this evaluation set", kind: .reference),
                QueryParameter(name: "label", summary: "only those asked under this label", kind: .text),
                .words("state", JobState.self, "only in this state"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("EvaluationPage"))],
            desk: \.evaluations
        ) { call, desk in try await call.listEvaluations(desk) },
        Operation(
            method: .get, path: "/v1/evaluations/{id}", id: "readEvaluation",
            summary: "Reads an evaluation, once it has finished or the wait is over.", tag: "evaluations",
            query: [.wait, .excludeOverlapping, .namesOfPool], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The evaluation.", .json("EvaluationResource"))],
            problems: [.notFound, .stateConflict],
            desk: \.evaluations
        ) { call, desk in
            let (seconds, excludes, name) = try call.query { query in
                (query.seconds("wait"), query.flag("exclude_overlapping"), query.text("pool"))
            }
            let id = try await call.identifier(.evaluation)
            let pool = try await call.identifier(.pool, parameter: "pool", name)
            var resource = try await call.value(waiting: seconds) { transaction in
                try desk.evaluation(id, inNamesOf: pool, looksAtBarriers: true, in: transaction)
            } pending: { resource, _ in
                guard !resource.state.isFinal, let job = resource.job else { return [] }
                return [try Identifier(job, of: .job)]
            }
            if excludes { resource = try await desk.exclusion.leavingOutOverlap(resource) }
            return try call.reading(resource)
        },
        Operation(
            method: .get, path: "/v1/evaluations/{id}/documents", id: "readEvaluationDocuments",
            summary: "Reads the score of each document, one JSON object a line.", tag: "evaluations",
            headers: [.ifNoneMatch, .range],
            outcomes: [Outcome(200, "The lines.", .bytes), Outcome(206, "A range of them.", .bytes)],
            problems: [.notFound, .stateConflict, .rangeNotSatisfiable],
            desk: \.evaluations
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.evaluation)
            guard let record = try await desk.store.read({ try $0.evaluation(id) }) else {
                throw Problem.notFound("evaluation \"\(id)\"")
            }
            guard let result = record.result else {
                throw Problem(.stateConflict, "\(id) is \(record.state.rawValue): it has no scores yet.")
            }
            return try await call.blob(result.documentsBlob, type: "application/jsonl")
        },
        Operation(
            method: .get, path: "/v1/evaluations/{id}/mergekit", id: "readEvaluationMergekit",
            summary: "Reads an evaluation's merge as a file of mergekit's, with checkpoints by their names.",
            tag: "evaluations", query: [.namesOfPool], outcomes: [Outcome(200, "The file.", .yaml)],
            problems: [.notFound, .stateConflict],
            desk: \.evaluations
        ) { call, desk in
            let name = try call.query { $0.text("pool") }
            let id = try await call.identifier(.evaluation)
            let pool = try await call.identifier(.pool, parameter: "pool", name)
            let text = try await desk.mergekit(of: id, inNamesOf: pool)
            return Response(.ok, bytes: Array(text.utf8), type: "application/yaml")
        },
    ]
}

extension Call {
    fileprivate func listEvaluations(_ desk: EvaluationDesk) async throws -> Response {
        let (page, asked) = try query { query in
            let page = query.page(of: .evaluation)
            let filter = EvaluationFilter(
                state: query.word("state"), label: query.text("label"), createdAfter: query.moment("created_after"))
            return (page, (filter, pool: query.text("pool"), set: query.text("evaluation_set")))
        }
        var filter = asked.0
        filter.pool = try await identifier(.pool, parameter: "pool", asked.pool)
        filter.evaluationSet = try await identifier(.evaluationSet, parameter: "evaluation_set", asked.set)
        let wanted = filter
        let resources = try await desk.store.read { transaction in
            let page = try transaction.evaluations(wanted, page: page)
            let askers = try transaction.askers(of: page.items, pool: wanted.pool, label: wanted.label)
            let asked = page.items.map { AskedEvaluation($0, for: askers[$0.id]) }
            return API.Page(items: try desk.evaluations(asked, in: transaction), next: page.next?.text)
        }
        return try listing(resources)
    }
}

extension QueryParameter {
    /// Whose names an evaluation is shown in: pools of the same models share their scores.
    fileprivate static let namesOfPool = QueryParameter(
        name: "pool", summary: "the pool whose names of partitions are used; the one that first asked if missing",
        kind: .reference)
}
