import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let trainingRunOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/training-runs", id: "createTrainingRun",
            summary: "Trains a model on partitions.", tag: "training-runs", headers: [.idempotencyKey, .prefer],
            body: .json("TrainingRunCreation"),
            outcomes: [
                Outcome(200, "Finished within the wait.", .json("TrainingRunResource")),
                Outcome(202, "Queued.", .json("TrainingRunResource")),
            ],
            problems: [.nameTaken, .queueFull],
            desk: \.trainingRuns
        ) { call, desk in
            try await call.creating(TrainingRunCreation.self) { body, transaction in
                try desk.createTrainingRun(body, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/training-runs", id: "listTrainingRuns",
            summary: "Lists training runs, without their losses.", tag: "training-runs",
            query: QueryParameter.page(of: .trainingRun) + [
                .createdAfter, .name, .words("state", JobState.self, "only in this state"),
                .words("kind", TrainingKind.self, "only of this kind"),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("TrainingRunPage"))],
            desk: \.trainingRuns
        ) { call, desk in try await call.listTrainingRuns(desk) },
        Operation(
            method: .get, path: "/v1/training-runs/{id}", id: "readTrainingRun",
            summary: "Reads a training run with its losses, once it has finished or the wait is over.",
            tag: "training-runs", query: [.wait], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The training run.", .json("TrainingRunResource"))], problems: [.notFound],
            desk: \.trainingRuns
        ) { call, desk in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.trainingRun)
            let resource = try await call.value(waiting: seconds) { transaction in
                try desk.trainingRun(id, in: transaction)
            } pending: { resource, _ in
                resource.state.isFinal ? [] : [try Identifier(resource.job, of: .job)]
            }
            return try call.reading(resource)
        },
    ]
}

extension Call {
    fileprivate func listTrainingRuns(_ desk: TrainingRunDesk) async throws -> Response {
        let (page, name, filter) = try query { query in
            let page = query.page(of: .trainingRun)
            let filter = TrainingRunFilter(
                state: query.word("state"), kind: query.word("kind"), createdAfter: query.moment("created_after"))
            return (page, query.text("name"), filter)
        }
        let resources = try await desk.store.read { transaction in
            let records =
                if let name {
                    Storage.Page(only: try transaction.trainingRun(named: name))
                } else {
                    try transaction.trainingRuns(filter, page: page)
                }
            return try API.Page(records) { try desk.trainingRun($0, in: transaction) }
        }
        return try listing(resources)
    }
}
