import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let studyOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/studies", id: "createStudy",
            summary: """
                Begins a search over the mixtures of a pool: candidates are evaluated round after round, whatever is \
                proposed is verified by a merge, and the same definition gives the same course with any number of workers.
                """,
            tag: "studies", headers: [.idempotencyKey], body: .json("StudyCreation"),
            outcomes: [Outcome(201, "The study.", .json("StudyResource"))], problems: [.nameTaken]
        ) { call in
            try await call.creating(StudyCreation.self) { body in
                try await call.service.tokens(of: body)
            } effect: { [service = call.service] body, tokens, transaction in
                try service.createStudy(body, tokens: tokens, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/studies", id: "listStudies", summary: "Lists studies.", tag: "studies",
            query: QueryParameter.page + [
                .createdAfter, .name, QueryParameter(name: "pool", summary: "only over this pool", kind: .reference),
                .words("state", API.StudyState.self, "only in this state"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("StudyPage"))]
        ) { call in try await call.listStudies() },
        Operation(
            method: .get, path: "/v1/studies/{id}", id: "readStudy",
            summary: "Reads a study, once it has ended or the wait is over.", tag: "studies", query: [.wait],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The study.", .json("StudyResource"))],
            problems: [.notFound]
        ) { call in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.study, "study")
            return try call.reading(try await call.service.study(id, waiting: seconds ?? 0))
        },
        Operation(
            method: .get, path: "/v1/studies/{id}/trials", id: "listStudyTrials",
            summary: "Lists the trials of a study in the order in which it asked for them.", tag: "studies",
            query: [
                QueryParameter(name: "cursor", summary: "`next` of the page before", kind: .integer(1...1_000_000_000)),
                QueryParameter(
                    name: "limit", summary: "most items on the page; 100 when missing", kind: .integer(1...1_000)),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("StudyTrialPage"))],
            problems: [.notFound]
        ) { call in try await call.listTrials() },
        Operation(
            method: .get, path: "/v1/studies/{id}/trials/{number}", id: "readStudyTrial",
            summary: "Reads a trial, once it has ended or the wait is over.", tag: "studies", query: [.wait],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The trial.", .json("StudyTrialResource"))],
            problems: [.notFound]
        ) { call in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.study, "study")
            guard let number = Int(call.parameters["number"]) else {
                throw Problem.notFound("trial \"\(call.parameters["number"])\"")
            }
            return try call.reading(try await call.service.trial(number, of: id, waiting: seconds ?? 0))
        },
        Operation(
            method: .get, path: "/v1/studies/{id}/ranking", id: "readStudyRanking",
            summary: """
                Holds the best merges of a study and its baselines against each other on the reporting documents, which \
                nothing was selected by.
                """,
            tag: "studies",
            query: [
                QueryParameter(
                    name: "top", summary: "how many of the best stand beside the baselines; 10 when missing",
                    kind: .integer(1...100))
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The ranking.", .json("StudyRankingResource"))],
            problems: [.notFound, .stateConflict]
        ) { call in
            let top = try call.query { query in
                query.value("top", expected: "an integer from 1 to 100") { text in
                    Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
                }
            }
            let id = try await call.identifier(.study, "study")
            return try call.reading(
                try await call.service.ranking(ofStudy: id, top: top ?? AssayService.rankedTrials))
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:suggest", id: "suggestTrials",
            summary: "Hands out mixtures to try, each a trial that is to be told of.", tag: "studies",
            headers: [.idempotencyKey], body: .json("StudySuggestionRequest"),
            outcomes: [Outcome(200, "The trials.", .json("StudySuggestions"))], problems: [.notFound, .stateConflict]
        ) { call in
            let id = try await call.identifier(.study, "study")
            return try await call.creating(StudySuggestionRequest.self) { _ in
            } effect: { [service = call.service] body, _, transaction in
                try service.suggest(body.count, ofStudy: id, in: transaction)
            }
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:tell", id: "tellTrial",
            summary: """
                Tells of a trial that was suggested, or of a mixture of one's own: with its losses, or without, which has it \
                evaluated here.
                """,
            tag: "studies", headers: [.idempotencyKey], body: .json("StudyTelling"),
            outcomes: [Outcome(200, "The trial.", .json("StudyTrialResource"))],
            problems: [.notFound, .stateConflict, .queueFull]
        ) { call in
            let id = try await call.identifier(.study, "study")
            return try await call.creating(StudyTelling.self) { _ in
            } effect: { [service = call.service] body, _, transaction in
                try service.tell(body, toStudy: id, in: transaction)
            }
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:finish", id: "finishStudy",
            summary: "Ends a study that an outside optimiser drives, with an answer.", tag: "studies",
            outcomes: [Outcome(200, "The study.", .json("StudyResource"))], problems: [.notFound, .stateConflict]
        ) { call in
            try call.noQuery()
            try await call.noBody()
            let id = try await call.identifier(.study, "study")
            let service = call.service
            return try await service.store.write { try service.finishStudy(id, in: $0) }.response
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:cancel", id: "cancelStudy",
            summary: "Ends a study; what it alone had queued is cancelled, and what was scored stays.", tag: "studies",
            outcomes: [Outcome(200, "The study.", .json("StudyResource"))], problems: [.notFound, .stateConflict]
        ) { call in
            try call.noQuery()
            try await call.noBody()
            let id = try await call.identifier(.study, "study")
            return try Answer(.ok, try await call.service.cancelStudy(id)).response
        },
    ]
}

extension Call {
    fileprivate func listStudies() async throws -> Response {
        let (page, name, filter) = try query { query in
            (
                query.page(of: .study), query.text("name"),
                (
                    pool: query.text("pool"), state: query.word("state", as: API.StudyState.self),
                    after: query.moment("created_after")
                )
            )
        }
        let pool = try await identifier(.pool, parameter: "pool", filter.pool)
        let stored = StudyFilter(pool: pool, state: try filter.state.map { try same($0) }, createdAfter: filter.after)
        let service = service
        return try listing(
            try await service.store.read { transaction in
                let records =
                    if let name {
                        Storage.Page(only: try transaction.study(named: name))
                    } else {
                        try transaction.studies(stored, page: page)
                    }
                return try API.Page(records) { try service.study($0, in: transaction) }
            })
    }

    fileprivate func listTrials() async throws -> Response {
        let (after, limit) = try query { query in
            (
                query.value("cursor", expected: "the `next` of the page before") { Int($0) },
                query.value("limit", expected: "an integer from 1 to 1000") { text in
                    Int(text).flatMap { (1...1_000).contains($0) ? $0 : nil }
                }
            )
        }
        let id = try await identifier(.study, "study")
        let service = service
        return try listing(
            try await service.store.read { transaction in
                try service.trials(of: id, after: after ?? 0, limit: limit ?? 100, in: transaction)
            })
    }
}
