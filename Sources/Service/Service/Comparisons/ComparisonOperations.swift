import API
import HTTPServer
import HTTPTypes
import Storage

extension Operation {
    static let comparisonOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/comparisons", id: "createComparison",
            summary: """
                Compares evaluations on the same documents by a paired bootstrap: values, differences, ranks and \
                domains, each with its 95 % interval. The same question has the same answer, which is kept.
                """,
            tag: "comparisons", headers: [.idempotencyKey], body: .json("ComparisonCreation"),
            outcomes: [
                Outcome(200, "It was made before.", .json("ComparisonResource")),
                Outcome(201, "Made.", .json("ComparisonResource")),
            ],
            problems: [.stateConflict],
            desk: \.comparisons
        ) { call, desk in
            try await call.creating(ComparisonCreation.self) { asked in
                try await desk.compare(asked)
            } effect: { _, material, transaction in
                try desk.answer(material, in: transaction)
            }
        },
        Operation(
            method: .get, path: "/v1/comparisons/{id}", id: "readComparison", summary: "Reads a comparison.",
            tag: "comparisons", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The comparison.", .json("ComparisonResource"))], problems: [.notFound],
            desk: \.comparisons
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.comparison)
            return try call.reading(try await desk.comparison(id))
        },
    ]
}
