import API
import HTTPServer
import HTTPTypes
import Storage

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
            outcomes: [Outcome(200, "What is known.", .json("ValidityResource"))], problems: [.notFound]
        ) { call in
            let seconds = try call.query { $0.seconds("wait") }
            let id = try await call.identifier(.pool, "pool")
            let service = call.service
            var resource = try await service.store.read { try service.validity(of: id, in: $0) }
            let isWhole = resource.state.isFinal && resource.barriers.allSatisfy { $0.lacking == 0 }
            if let seconds, !isWhole {
                let job = try Identifier(resource.job, of: .job)
                let pending = try await service.store.read { transaction in
                    try PoolView(id, in: transaction).map { try service.pendingBarrierJobs(of: $0, in: transaction) }
                }
                try await service.wait(for: [job] + (pending ?? []), seconds: seconds)
                resource = try await service.store.read { try service.validity(of: id, in: $0) }
            }
            return try call.reading(resource)
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/validity", id: "measureValidity",
            summary: """
                Measures a pool's validity, unless that is done or under way; a new pool is measured by itself. With an \
                evaluation set, queues what the loss barriers of every pair of partition models are made of.
                """,
            tag: "pools", body: .optionalJSON("ValidityCreation"),
            outcomes: [
                Outcome(200, "It is known.", .json("ValidityResource")),
                Outcome(202, "Queued, or under way.", .json("ValidityResource")),
            ],
            problems: [.notFound, .queueFull]
        ) { call in
            try call.noQuery()
            let creation = try await call.optionalBody(ValidityCreation.self, or: ValidityCreation())
            let id = try await call.identifier(.pool, "pool")
            let service = call.service
            return try await service.store.write { transaction in
                try service.store.checkSpace()
                return try service.answer(toValidityOf: id, creation, in: transaction)
            }.response
        },
    ]
}
