import API
import HTTPServer
import HTTPTypes
import Scoring
import Storage
import Tokenizers

extension Operation {
    static let evaluationSetOperations: [Operation] = [
        Operation(
            method: .post, path: "/v1/evaluation-sets", id: "createEvaluationSet",
            summary: "Registers the documents of an uploaded blob as an evaluation set.", tag: "evaluation-sets",
            headers: [.idempotencyKey], body: .json("EvaluationSetCreation"),
            outcomes: [Outcome(201, "The evaluation set.", .json("EvaluationSetResource"))],
            problems: [.nameTaken, .documentsOverlap],
            desk: \.evaluationSets
        ) { call, desk in
            try await desk.registry.registering { registration in
                try await call.creating(EvaluationSetCreation.self) { body in
                    try await desk.stage(body, in: registration)
                } effect: { body, staged, transaction in
                    try desk.createEvaluationSet(body, staged.documents, staged.tokens, transaction)
                }
            }
        },
        Operation(
            method: .get, path: "/v1/evaluation-sets", id: "listEvaluationSets", summary: "Lists evaluation sets.",
            tag: "evaluation-sets",
            query: QueryParameter.page(of: .evaluationSet) + [
                .createdAfter, .name, QueryParameter(name: "corpus", summary: "only of this corpus", kind: .text),
            ],
            headers: [.ifNoneMatch], outcomes: [Outcome(200, "A page.", .json("EvaluationSetPage"))],
            desk: \.evaluationSets
        ) { call, desk in try await call.listEvaluationSets(desk) },
        Operation(
            method: .get, path: "/v1/evaluation-sets/{id}", id: "readEvaluationSet",
            summary: "Reads an evaluation set; of a pool, also how many tokens it has.", tag: "evaluation-sets",
            query: [
                QueryParameter(
                    name: "pool", summary: "counts the tokens under this pool's tokenizer", kind: .reference)
            ],
            headers: [.ifNoneMatch],
            outcomes: [Outcome(200, "The evaluation set.", .json("EvaluationSetResource"))], problems: [.notFound],
            desk: \.evaluationSets
        ) { call, desk in
            let asked = try call.query { $0.text("pool") }
            let id = try await call.identifier(.evaluationSet)
            guard let record = try await desk.store.read({ try $0.evaluationSet(id) }) else {
                throw Problem.notFound("evaluation set \"\(id)\"")
            }
            var resource = try EvaluationSetResource(record)
            if let pool = try await call.identifier(.pool, parameter: "pool", asked) {
                let count = try await desk.tokens.tokens(of: record, under: pool)
                resource.tokens = count.tokens
                for index in resource.domains.indices {
                    resource.domains[index].tokens = count.domains[resource.domains[index].domain] ?? 0
                }
            }
            return try call.reading(resource)
        },
    ]
}

extension Call {
    fileprivate func listEvaluationSets(_ desk: EvaluationSetDesk) async throws -> Response {
        let (page, name, corpus, after) = try query { query in
            (query.page(of: .evaluationSet), query.text("name"), query.text("corpus"), query.moment("created_after"))
        }
        let records = try await desk.store.read { transaction in
            guard let name else {
                return try transaction.evaluationSets(corpus: corpus, createdAfter: after, page: page)
            }
            let named = try transaction.evaluationSet(named: name)
            return Storage.Page(only: named.flatMap { $0.corpus == corpus ?? $0.corpus ? $0 : nil })
        }
        return try listing(API.Page(records) { try EvaluationSetResource($0) })
    }
}

extension Storage.Page {
    /// A list of one item or none: what a unique name finds.
    init(only item: Item?) {
        self.init(items: item.map { [$0] } ?? [], next: nil)
    }
}
