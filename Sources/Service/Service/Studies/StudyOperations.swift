import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let studyOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/studies", id: "createStudy",
            summary: """
                Begins a search over the mixtures of a pool: candidates are evaluated round after round, whatever is \
                proposed is verified by a merge, and the same definition gives the same course with any number of workers.
                """,
            tag: "studies", headers: [.idempotencyKey], body: .json("StudyCreation"),
            outcomes: [Outcome(201, "The study.", .json("StudyResource"))], problems: [.nameTaken],
            desk: \.studies
        ) { call, desk in
            try await call.creating(StudyCreation.self) { body in
                try await desk.countTokens(of: body)
            } effect: { body, tokens, transaction in
                try desk.createStudy(body, tokens: tokens, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/studies", id: "listStudies", summary: "Lists studies.", tag: "studies",
            query: QueryParameter.page(of: .study) + [
                .createdAfter, .name, QueryParameter(name: "pool", summary: "only over this pool", kind: .reference),
                .words("state", StudyState.self, "only in this state"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("StudyPage"))],
            desk: \.studies
        ) { call, desk in try await call.listStudies(desk) },
        Operation(
            method: .get, path: "/v1/studies/{id}", id: "readStudy",
            summary: "Reads a study, once it has ended or the wait is over.", tag: "studies", query: [.wait],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The study.", .json("StudyResource"))],
            problems: [.notFound],
            desk: \.studies
        ) { call, desk in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.study)
            return try call.reading(
                try await call.waiting(seconds) { try await desk.study(id, waiting: $0 ?? 0) })
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
            problems: [.notFound],
            desk: \.studies
        ) { call, desk in try await call.listTrials(desk) },
        Operation(
            method: .get, path: "/v1/studies/{id}/trials/{number}", id: "readStudyTrial",
            summary: "Reads a trial, once it has ended or the wait is over.", tag: "studies", query: [.wait],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The trial.", .json("StudyTrialResource"))],
            problems: [.notFound],
            desk: \.studies
        ) { call, desk in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.study)
            guard let number = Int(call.parameters["number"]) else {
                throw Problem.notFound("trial \"\(call.parameters["number"])\"")
            }
            return try call.reading(
                try await call.waiting(seconds) { try await desk.trial(number, of: id, waiting: $0 ?? 0) })
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
            problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let top = try call.query { query in
                query.value("top", expected: "an integer from 1 to 100") { text in
                    Int(text).flatMap { (1...100).contains($0) ? $0 : nil }
                }
            }
            let id = try await call.identifier(.study)
            return try call.reading(
                try await desk.ranking(ofStudy: id, top: top ?? StudyDesk.rankedTrials))
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:suggest", id: "suggestTrials",
            summary: "Hands out mixtures and recipes to try, each a trial that is to be told of.", tag: "studies",
            headers: [.idempotencyKey], body: .json("StudySuggestionRequest"),
            outcomes: [Outcome(200, "The trials.", .json("StudySuggestions"))], problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let id = try await call.identifier(.study)
            return try await call.creating(StudySuggestionRequest.self) { body, transaction in
                try desk.suggest(body.count, ofStudy: id, in: transaction)
            }
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:tell", id: "tellTrial",
            summary: """
                Tells of a trial that was suggested, or of a mixture of one's own and how it is merged: with its losses, or \
                without, which has it evaluated here.
                """,
            tag: "studies", headers: [.idempotencyKey], body: .json("StudyTelling"),
            outcomes: [Outcome(200, "The trial.", .json("StudyTrialResource"))],
            problems: [.notFound, .stateConflict, .queueFull],
            desk: \.studies
        ) { call, desk in
            let id = try await call.identifier(.study)
            return try await call.creating(StudyTelling.self) { body, transaction in
                try desk.tell(body, toStudy: id, in: transaction)
            }
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:finish", id: "finishStudy",
            summary: "Ends a study that an outside optimiser drives, with an answer.", tag: "studies",
            headers: [.idempotencyKey],
            outcomes: [Outcome(200, "The study.", .json("StudyResource"))], problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let id = try await call.identifier(.study)
            return try await call.changing { try desk.finishStudy(id, in: $0) }
        },
        Operation(
            method: .post, path: "/v1/studies/{id}:cancel", id: "cancelStudy",
            summary: "Ends a study; what it alone had queued is cancelled, and what was scored stays.", tag: "studies",
            headers: [.idempotencyKey],
            outcomes: [Outcome(200, "The study.", .json("StudyResource"))], problems: [.notFound, .stateConflict],
            desk: \.studies
        ) { call, desk in
            let id = try await call.identifier(.study)
            return try await call.changing { try Answer(.ok, desk.cancelStudy(id, in: $0)) }
        },
    ]
}

extension Call {
    fileprivate func listStudies(_ desk: StudyDesk) async throws -> Response {
        let (page, name, filter) = try query { query in
            (
                query.page(of: .study), query.text("name"),
                (
                    pool: query.text("pool"), state: query.word("state", as: StudyState.self),
                    after: query.moment("created_after")
                )
            )
        }
        let pool = try await identifier(.pool, parameter: "pool", filter.pool)
        let stored = StudyFilter(pool: pool, state: filter.state, createdAfter: filter.after)
        return try listing(
            try await desk.store.read { transaction in
                let records =
                    if let name {
                        Storage.Page(only: try transaction.study(named: name))
                    } else {
                        try transaction.studies(stored, page: page)
                    }
                return try API.Page(records) { try desk.study($0, in: transaction) }
            })
    }

    fileprivate func listTrials(_ desk: StudyDesk) async throws -> Response {
        let (after, limit) = try query { query in
            (
                query.value("cursor", expected: "the `next` of the page before") { Int($0) },
                query.value("limit", expected: "an integer from 1 to 1000") { text in
                    Int(text).flatMap { (1...1_000).contains($0) ? $0 : nil }
                }
            )
        }
        let id = try await identifier(.study)
        return try listing(
            try await desk.store.read { transaction in
                try desk.trials(of: id, after: after ?? 0, limit: limit ?? 100, in: transaction)
            })
    }
}
