import HTTPTypes
import TestSupport

@testable import Client

/// A transport whose far side answers from a script, and one whose far side is not there.
struct TransportSubject: Sendable {
    /// A request, as the far side saw it.
    struct Received: Equatable, Sendable {
        var method: HTTPRequest.Method
        var path: String
        var note: String?
        var body: [UInt8]
    }

    let transport: any ServiceTransport
    let unreachable: any ServiceTransport
    let received: @Sendable () async -> [Received]

    /// A field of the tests' own.
    static let note = HTTPField.Name("X-Note")

    func send(_ method: HTTPRequest.Method = .post, body: Call.Body = .none) async throws -> TransportAnswer {
        try await transport.send(Self.request(method), body: body, within: .seconds(30))
    }

    static func request(_ method: HTTPRequest.Method) -> HTTPRequest {
        var request = HTTPRequest(method: method, scheme: "http", authority: nil, path: "/v1/things?a=b%20c")
        if let note { request.headerFields[note] = "remember" }
        return request
    }
}

/// A clause, with what the far side does in it.
struct TransportClause: Sendable, CustomStringConvertible {
    let script: [ScriptedTransport.Step]
    let clause: Clause<TransportSubject>

    var description: String { clause.sentence }

    init(
        _ sentence: String, script: [ScriptedTransport.Step],
        check: @escaping @Sendable (TransportSubject) async throws -> Void
    ) {
        self.script = script
        clause = Clause(sentence, check: check)
    }
}

/// What every ``ServiceTransport`` does.
let transportContract: [TransportClause] = [
    TransportClause(
        "an answer has its status, its fields and its body, and nothing after that, however often it is asked for",
        script: [.answer(201, fields: [.location: "/v1/things/1"], body: "made")]
    ) { subject in
        let answer = try await subject.send()
        try demandEqual(answer.head.status.code, 201)
        try demandEqual(answer.head.headerFields[.location], "/v1/things/1")
        try demandEqual(try await answer.collect(upTo: 100), Array("made".utf8))
        for _ in 0..<2 { try demandEqual(try await answer.next(), nil) }
    },
    TransportClause(
        "a request arrives as it was sent", script: [.answer(200), .answer(200)]
    ) { subject in
        _ = try await subject.send(.post, body: .json(Array("{}".utf8))).collect(upTo: 0)
        _ = try await subject.send(.get).collect(upTo: 0)
        let path = "/v1/things?a=b%20c"
        try demandEqual(
            await subject.received(),
            [
                .init(method: .post, path: path, note: "remember", body: Array("{}".utf8)),
                .init(method: .get, path: path, note: "remember", body: []),
            ])
    },
    TransportClause(
        "an answer that is an error is an answer", script: [.answer(404, body: "nothing there")]
    ) { subject in
        let answer = try await subject.send(.get)
        try demandEqual(answer.head.status.code, 404)
        try demandEqual(try await answer.collect(upTo: 100), Array("nothing there".utf8))
    },
    TransportClause(
        "an answer that is longer than it may be is an error", script: [.answer(200, body: "too long")]
    ) { subject in
        let answer = try await subject.send(.get)
        let error = try await demandError("collecting") { try await answer.collect(upTo: 3) }
        try demandEqual((error as? ClientError)?.code, .unexpectedAnswer)
    },
    TransportClause(
        "a body that breaks off is unreachable, after what had arrived", script: [.breaking(body: "half")]
    ) { subject in
        let answer = try await subject.send(.get)
        var bytes: [UInt8] = []
        let error = try await demandError("reading on") {
            while let piece = try await answer.next() { bytes += piece }
        }
        try demandEqual((error as? ClientError)?.code, .unreachable)
        try demandEqual(bytes, Array("half".utf8))
    },
    TransportClause("where nobody listens, nobody is reached", script: []) { subject in
        let error = try await demandError("sending") {
            try await subject.unreachable.send(TransportSubject.request(.get), body: .none, within: .seconds(30))
        }
        try demandEqual((error as? ClientError)?.code, .unreachable)
    },
    TransportClause("a task that is cancelled waits for no answer", script: [.silence]) { subject in
        let waiting = Task { try await subject.send(.get) }
        waiting.cancel()
        let error = try await demandError("a cancelled request") { try await waiting.value }
        try demand(error is CancellationError, "saw \(error)")
    },
]
