import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage

extension Operation {
    static let healthOperations: [Operation] = [
        Operation(
            method: .get, path: "/livez", id: "readLiveness", summary: "Whether the process answers.", tag: "health",
            outcomes: [Outcome(200, "It does.", .json("HealthResource"))], desk: \.administration
        ) { _, _ in Self.alive },
        Operation(
            method: .get, path: "/readyz", id: "readReadiness", summary: "Whether the service takes work.",
            tag: "health",
            outcomes: [
                Outcome(200, "It does.", .json("HealthResource")),
                Outcome(503, "It does not, and why.", .json("HealthResource")),
            ],
            desk: \.administration
        ) { call, desk in
            try call.noQuery()
            return try await desk.readiness()
        },
        Operation(
            method: .get, path: "/openapi.json", id: "readDescription", summary: "This document (OpenAPI 3.1).",
            tag: "health", headers: [.ifNoneMatch], outcomes: [Outcome(200, "The document.", .json("Description"))],
            desk: \.administration
        ) { call, desk in
            try call.noQuery()
            return try call.reading(OpenAPIDocument.shared)
        },
    ]

    static let problemOperations: [Operation] = [
        Operation(
            method: .get, path: "/problems/{type}", id: "readProblemType",
            summary: "Says what a problem's `type` means.", tag: "problems", headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The problem type.", .json("ProblemTypeResource"))], problems: [.notFound],
            desk: \.administration
        ) { call, desk in
            try call.noQuery()
            guard let type = ProblemType(rawValue: call.parameters["type"]) else {
                throw Problem.notFound("problem type \"\(call.parameters["type"])\"")
            }
            return try call.reading(ProblemTypeResource(type))
        }
    ]

    /// Made once: liveness says nothing that changes.
    private static let alive = Response(
        .ok, bytes: Array(#"{"status":"ok"}"#.utf8), type: "application/json", fields: [.cacheControl: "no-store"])
}

/// A row of the table of problem types.
struct ProblemTypeResource: Codable, Hashable, Sendable {
    let type: String
    let title: String
    let status: Int
    /// What the client can do.
    let remedy: String

    init(_ type: ProblemType) {
        self.type = type.path
        title = type.entry.title
        status = type.entry.status.code
        remedy = type.entry.remedy
    }
}
