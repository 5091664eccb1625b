import API
import HTTPServer
import HTTPTypes
import Storage

/// One method on one path: what answers it, and what the OpenAPI document says of it.
struct Operation: Sendable {
    /// What a request brings.
    enum Body: Hashable, Sendable {
        case none
        /// JSON of the named schema.
        case json(String)
        /// JSON of the named schema, or nothing.
        case optionalJSON(String)
        /// A blob's bytes, streamed.
        case bytes
    }

    /// What an answer holds.
    enum Content: Hashable, Sendable {
        case none
        case json(String)
        case bytes
        case yaml
        case events
    }

    /// One answer that is not a problem.
    struct Outcome: Hashable, Sendable {
        let status: Int
        let description: String
        let content: Content

        init(_ status: Int, _ description: String, _ content: Content = .none) {
            self.status = status
            self.description = description
            self.content = content
        }
    }

    let method: HTTPRequest.Method
    let path: String
    /// Unique; names the operation in clients that are made from the document.
    let id: String
    let summary: String
    /// The resource that it belongs to.
    let tag: String
    let query: [QueryParameter]
    let headers: [HeaderParameter]
    let body: Body
    let outcomes: [Outcome]
    /// Problems beyond those that every operation may answer with.
    let problems: [ProblemType]
    /// Whether the worker token is needed.
    let forWorkers: Bool
    let answer: @Sendable (Call, Desks) async throws -> Response

    /// - Parameters:
    ///   - desk: Where the operation is answered: all of the service that it sees.
    ///   - answer: Reads the request, has the desk do what is asked, and says what came of it.
    init<Desk>(
        method: HTTPRequest.Method, path: String, id: String, summary: String, tag: String,
        query: [QueryParameter] = [], headers: [HeaderParameter] = [], body: Body = .none, outcomes: [Outcome],
        problems: [ProblemType] = [], forWorkers: Bool = false, desk: any KeyPath<Desks, Desk> & Sendable,
        answer: @escaping @Sendable (Call, Desk) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.tag = tag
        self.query = query
        self.headers = headers
        self.body = body
        self.outcomes = outcomes
        self.problems = problems
        self.forWorkers = forWorkers
        self.answer = { call, desks in try await answer(call, desks[keyPath: desk]) }
    }

    /// Whether the answer is also given as a table, in every `TableFormat`: so is every resource and list that is read
    /// as JSON.
    var offersTables: Bool {
        method == .get && headers.contains(.ifNoneMatch) && outcomes.contains { $0.content.isJSON }
    }
}

extension Operation.Content {
    var isJSON: Bool {
        if case .json = self { true } else { false }
    }
}

/// A query parameter of an operation.
struct QueryParameter: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case text
        /// What a list of resources of a kind gave as `next`.
        case cursor(Identifier.Kind)
        /// An id or a name.
        case reference
        /// A mixture, as a JSON object.
        case mixture
        case integer(ClosedRange<Int>)
        case number
        case words([String])
        case moment
        case duration
    }

    let name: String
    let summary: String
    let kind: Kind
    var isRequired = false

    static func page(of kind: Identifier.Kind) -> [QueryParameter] {
        [
            QueryParameter(name: "cursor", summary: "`next` of the page before", kind: .cursor(kind)),
            QueryParameter(
                name: "limit", summary: "most items on the page; 100 when missing", kind: .integer(1...1_000)),
            QueryParameter(
                name: "order_by", summary: "by time of creation; newest first when missing",
                kind: .words(["created_at", "-created_at"])),
        ]
    }

    static let format = QueryParameter(
        name: "format", summary: "the form of the answer; what `Accept` asks for, else `json`, when missing",
        kind: .words(TableFormat.allCases.map(\.rawValue)))
    static let createdAfter = QueryParameter(
        name: "created_after", summary: "only what was made later than this time", kind: .moment)
    static let name = QueryParameter(name: "name", summary: "only what has this name", kind: .text)
    static let excludeOverlapping = QueryParameter(
        name: "exclude_overlapping",
        summary:
            "whether documents that share a run of 13 words with the pool's training text are left out of the score",
        kind: .words(["true", "false"]))
    static let wait = QueryParameter(
        name: "wait", summary: "how long to wait for the work to finish, such as `30s`", kind: .duration)

    static func words<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type, _ summary: String
    ) -> QueryParameter where Word.RawValue == String {
        QueryParameter(name: name, summary: summary, kind: .words(Word.allCases.map(\.rawValue)))
    }
}

/// A header field that an operation looks at.
struct HeaderParameter: Hashable, Sendable {
    let name: String
    let summary: String
    /// What a value looks like, as JSON Schema writes it.
    var pattern = ".*"

    static let idempotencyKey = HeaderParameter(
        name: "Idempotency-Key",
        summary: "1 to 255 visible characters, quoted or bare; a repeated request with it changes nothing more (24 h)",
        pattern: "^[!-~]{1,255}$")
    static let prefer = HeaderParameter(
        name: "Prefer", summary: "`wait=30` waits so many seconds for the work to finish before answering")
    static let ifNoneMatch = HeaderParameter(
        name: "If-None-Match", summary: "entity tags that the client has; 304 when one still stands")
    static let lastEventID = HeaderParameter(
        name: "Last-Event-ID", summary: "the id of the last event that came; the stream goes on after it",
        pattern: "^[0-9]*$")
    static let contentRange = HeaderParameter(
        name: "Content-Range", summary: "`bytes FIRST-LAST/TOTAL`: the body is a part of a resumable upload",
        pattern: "^bytes [0-9]+-[0-9]+/[0-9]+$")
    static let range = HeaderParameter(name: "Range", summary: "`bytes=FIRST-LAST`: only these bytes")
}
