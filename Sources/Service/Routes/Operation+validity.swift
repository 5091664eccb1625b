import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let validityOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/pools/{id}/validity", id: "readValidity",
            summary: """
                How far each partition model has moved from the base, the cosines of their differences, and warnings \
                about what lies outside of the range that is known to be safe; once it is measured or the wait is over.
                """,
            tag: "pools", query: [.wait], headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "What is known.", .json("ValidityResource"))], problems: [.notFound]
        ) { call in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.pool, "pool")
            let service = call.service
            var resource = try await service.store.read { try service.validity(of: id, in: $0) }
            if let seconds, !resource.state.isFinal {
                try await service.wait(for: [Identifier(resource.job, of: .job)], seconds: seconds)
                resource = try await service.store.read { try service.validity(of: id, in: $0) }
            }
            return try call.reading(resource)
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/validity", id: "measureValidity",
            summary: "Measures a pool's validity, unless that is done or under way; a new pool is measured by itself.",
            tag: "pools",
            outcomes: [
                Outcome(200, "It is known.", .json("ValidityResource")),
                Outcome(202, "Queued, or under way.", .json("ValidityResource")),
            ],
            problems: [.notFound, .queueFull]
        ) { call in
            try call.noQuery()
            try await call.noBody()
            let id = try await call.identifier(.pool, "pool")
            let service = call.service
            return try await service.store.write { transaction in
                try service.store.checkSpace()
                return try service.answer(toValidityOf: id, in: transaction)
            }.response
        },
    ]
}
