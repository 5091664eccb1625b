import API
import HTTPServer
import HTTPTypes
import Mixtures
import Storage
import StrictJSON

extension Operation {
    /// What decisions are taken away in.
    static let outputOperations = poolOutputOperations + studyOutputOperations

    private static let poolOutputOperations: [Operation] = [
        Operation(
            method: .get, path: "/v1/pools/{id}/attribution", id: "readAttribution",
            summary: """
                What each partition of a mixture does to its score: leave-one-out and Shapley values, or which scores are \
                lacking; asks for none of them.
                """,
            tag: "pools",
            query: QueryParameter.outputQuestion + [
                .wait,
                QueryParameter(
                    name: "permutations", summary: "orders drawn, for mixtures of more than ten partitions",
                    kind: .integer(0...1_000_000)),
                QueryParameter(name: "seed", summary: "of those draws", kind: .integer(0...(1 << 53) - 1)),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "What is known.", .json("AttributionResource"))],
            problems: [.notFound],
            desk: \.attribution
        ) { call, desk in
            let (creation, seconds) = try call.question(AttributionCreation.self, numbers: ["permutations", "seed"])
            let id = try await call.identifier(.pool)
            return try call.reading(
                try await call.asQuery {
                    try await call.waiting(seconds) { seconds in
                        try await desk.attribution(of: id, creation, asks: false, waiting: seconds).resource
                    }
                })
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/attribution", id: "askAttribution",
            summary: "Has the scores queued that an attribution lacks, and tells what is known.", tag: "pools",
            headers: [.prefer], body: .json("AttributionCreation"),
            outcomes: [
                Outcome(200, "Nothing is under way.", .json("AttributionResource")),
                Outcome(202, "Scores are under way.", .json("AttributionResource")),
            ],
            problems: [.notFound, .queueFull],
            desk: \.attribution
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.pool)
            let creation = try await call.body(AttributionCreation.self)
            let (resource, isPending) = try await call.waiting(WaitPreference.seconds(in: call.request.fields)) {
                try await desk.attribution(of: id, creation, asks: true, waiting: $0)
            }
            return try call.standing(resource, isPending: isPending, asked: creation)
        },
        Operation(
            method: .get, path: "/v1/pools/{id}/interactions", id: "readInteractions",
            summary: """
                How each number of a mixture's score changes as weight moves to each partition, or which scores are lacking; \
                asks for none of them.
                """,
            tag: "pools",
            query: QueryParameter.outputQuestion + [
                .wait,
                QueryParameter(
                    name: "step", summary: "of the differences: above 0, at most 0.5; 0.05 when missing", kind: .number),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "What is known.", .json("InteractionsResource"))],
            problems: [.notFound],
            desk: \.attribution
        ) { call, desk in
            let (creation, seconds) = try call.question(InteractionsCreation.self, numbers: ["step"])
            let id = try await call.identifier(.pool)
            return try call.reading(
                try await call.asQuery {
                    try await call.waiting(seconds) { seconds in
                        try await desk.interactions(of: id, creation, asks: false, waiting: seconds).resource
                    }
                })
        },
        Operation(
            method: .post, path: "/v1/pools/{id}/interactions", id: "askInteractions",
            summary: "Has the scores queued that an interaction matrix lacks, and tells what is known.", tag: "pools",
            headers: [.prefer], body: .json("InteractionsCreation"),
            outcomes: [
                Outcome(200, "Nothing is under way.", .json("InteractionsResource")),
                Outcome(202, "Scores are under way.", .json("InteractionsResource")),
            ],
            problems: [.notFound, .queueFull],
            desk: \.attribution
        ) { call, desk in
            try call.noQuery()
            let id = try await call.identifier(.pool)
            let creation = try await call.body(InteractionsCreation.self)
            let (resource, isPending) = try await call.waiting(WaitPreference.seconds(in: call.request.fields)) {
                try await desk.interactions(of: id, creation, asks: true, waiting: $0)
            }
            return try call.standing(resource, isPending: isPending, asked: creation)
        },
        Operation(
            method: .get, path: "/v1/pools/{id}/ledger", id: "readLedger",
            summary: "What a pool's answers have cost, and what training each candidate would have cost instead.",
            tag: "pools",
            query: [
                QueryParameter(
                    name: "study", summary: "only what this study asked for and computed", kind: .reference),
                QueryParameter(
                    name: "tokens_per_candidate",
                    summary:
                        "what a candidate would be trained on; the mean of reference runs, else of partition models",
                    kind: .integer(1...(1 << 53) - 1)),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "The ledger.", .json("LedgerResource"))],
            problems: [.notFound],
            desk: \.ledger
        ) { call, desk in
            let (study, tokens) = try call.query { query in
                let study = query.text("study")
                let tokens = query.value("tokens_per_candidate", expected: "an integer from 1 to \((1 << 53) - 1)") {
                    text in
                    Int(text).flatMap { (1...(1 << 53) - 1).contains($0) ? $0 : nil }
                }
                return (study, tokens)
            }
            let id = try await call.identifier(.pool)
            let studied = try await call.identifier(.study, parameter: "study", study)
            return try call.reading(
                try await desk.ledger(of: id, study: studied, tokensPerCandidate: tokens))
        },
    ]
}

extension QueryParameter {
    /// What outputs that rest on scores of many mixtures are asked about.
    static let outputQuestion: [QueryParameter] = [
        QueryParameter(
            name: "evaluation_set", summary: "the evaluation set that scores are on", kind: .reference,
            isRequired: true),
        QueryParameter(
            name: "mixture", summary: "partition name → weight, as a JSON object", kind: .mixture, isRequired: true),
        QueryParameter(name: "normalize", summary: "divide the weights by their sum", kind: .words(["true", "false"])),
        .words("estimator", Estimator.self, "`merge` when missing"),
        .words("precision", Precision.self, "`f32` when missing"),
        QueryParameter(
            name: "context", summary: "tokens; the models' own when missing", kind: .integer(1...1_048_576)),
    ]
}

extension Call {
    /// A question as GET asks it: the fields of the body that POST takes, as query parameters; and how long to wait.
    ///
    /// - Parameter numbers: fields beyond those that all questions have, which are numbers.
    fileprivate func question<Question: JSONObjectReadable>(
        _ type: Question.Type, numbers: [String]
    ) throws -> (Question, seconds: Double?) {
        var members: [String: JSONValue] = [:]
        let seconds = try query { query in
            query.require("evaluation_set")
            query.require("mixture")
            for name in ["evaluation_set", "estimator", "precision"] {
                members[name] = query.text(name).map { .text($0) }
            }
            for (name, what) in [("mixture", "a JSON object"), ("normalize", "true or false")] {
                members[name] = query.value(name, expected: what, Self.json)
            }
            for name in ["context"] + numbers { members[name] = query.value(name, expected: "a number", Self.json) }
            return query.seconds("wait")
        }
        let findings = Findings()
        let question = type.read(.object(members), at: .root, findings: findings)
        guard let question, findings.errors.isEmpty else { throw Self.problem(of: findings.errors) }
        return (question, seconds)
    }

    /// What a body would be refused with, as it is told of a query.
    fileprivate func asQuery<Value>(_ answer: () async throws -> Value) async throws -> Value {
        do { return try await answer() } catch let error as InvalidBody { throw Self.problem(of: error.errors) }
    }

    private static func problem(of errors: [FieldError]) -> Problem {
        Problem(
            .invalidQuery,
            errors: errors.map { error in
                FieldError(pointer: .root, detail: "query parameter \(error.pointer.dropFirst()) \(error.detail)")
            })
    }

    private static func json(_ text: String) -> JSONValue? {
        try? JSONParser.parse(Array(text.utf8), findings: Findings())
    }

    /// Answers whoever asked for an output: where it can be read, and whether scores are under way.
    fileprivate func standing(
        _ resource: some Encodable, isPending: Bool, asked question: some Encodable
    ) throws -> Response {
        var parameters: [(String, String)] = []
        let fields = try JSONParser.parse(try JSONCoder.encode(question), findings: Findings())
        for (name, value) in (fields.dictionary ?? [:]).sorted(by: { $0.key < $1.key }) {
            parameters.append((name, try value.text ?? String(decoding: JSONCoder.encode(value), as: UTF8.self)))
        }
        return try Answer(
            isPending ? .accepted : .ok, location: target(with: parameters), resource
        ).response
    }
}
