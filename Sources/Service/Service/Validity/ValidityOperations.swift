import API
import HTTPServer
import HTTPTypes
import Storage
import Words

extension Operation {
    static let validityOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/pools/{id}/validity", id: "readValidity",
            summary: """
                How far each partition model has moved from the base, the cosines of their differences, the loss barriers \
                that were asked for, and warnings \
                about what lies outside of the range that is known to be safe; once it is measured or the wait is over.
                """,
            tag: "pools", query: [.wait], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "What is known.", .json("ValidityResource"))], problems: [.notFound],
            desk: \.validity
        ) { call, desk in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.pool)
            let resource = try await call.value(waiting: seconds) { transaction in
                try desk.validity(of: id, in: transaction)
            } pending: { resource, transaction in
                try desk.pendingJobs(of: resource, pool: id, in: transaction)
            }
            return try call.reading(resource)
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/validity", id: "measureValidity",
            summary: """
                Measures a pool's validity, unless that is done or under way; a new pool is measured by itself. With an \
                evaluation set, queues what the loss barriers of every pair of partition models are made of. What was cancelled \
                stays so without `again`.
                """,
            tag: "pools", headers: [.idempotencyKey], body: .optionalJSON("ValidityCreation"),
            outcomes: [
                Outcome(200, "It is known.", .json("ValidityResource")),
                Outcome(202, "Queued, or under way.", .json("ValidityResource")),
            ],
            problems: [.notFound, .queueFull],
            desk: \.validity
        ) { call, desk in
            let id = try await call.identifier(.pool)
            return try await call.creating(ValidityCreation.self, or: ValidityCreation()) { creation in
                try await desk.barrierQuestions(creation, of: id)
            } effect: { creation, barriers, transaction in
                try desk.answer(toValidityOf: id, creation, barriers, in: transaction)
            }
        },
    ]
}
