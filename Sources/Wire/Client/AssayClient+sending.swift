import API
import HTTPTypes
import Retrying

extension AssayClient {
    /// Reads a resource.
    func read<Value: Decodable>(
        _ path: String, query: [(name: String, value: String)] = [], wait: Duration? = nil
    ) async throws -> Value {
        var call = Call.get(path, query: query)
        if let wait {
            call.query.append(("wait", "\(wait.components.seconds)s"))
            call.wait = wait
        }
        return try await json(of: call)
    }

    /// Creates a resource; sent again as often as the policy allows, created once.
    func create<Value: Decodable>(_ path: String, _ body: some Encodable) async throws -> Value {
        try await json(of: .create(path, json: JSONCoder.encode(body), key: chance.key()))
    }

    /// A custom verb of a resource, such as `:cancel`, that does no more when it is said twice.
    func act<Value: Decodable>(_ path: String) async throws -> Value {
        try await json(of: .post(path, isRepeatable: true))
    }

    /// A list, page after page.
    func list<Item: Codable & Hashable & Sendable>(
        _ path: String, filters: [(name: String, value: String?)], pageSize: Int? = nil
    ) -> ItemSequence<Item> {
        let fixed = (filters + [("limit", pageSize.map(String.init))]).compactMap { filter in
            filter.value.map { (name: filter.name, value: $0) }
        }
        return ItemSequence { cursor in
            try await self.json(of: .get(path, query: fixed + (cursor.map { [("cursor", $0)] } ?? [])))
        }
    }

    /// Asks again and again, each time by a long poll, until the value is final.
    func finished<Value>(
        _ ask: () async throws -> Value, isFinal: (Value) -> Bool
    ) async throws -> Value {
        while true {
            try Task.checkCancellation()
            let value = try await ask()
            if isFinal(value) { return value }
            // A service in which many wait answers at once: it is not asked at once again.
            try await chance.pause(Self.pollPause)
        }
    }

    /// The decoded answer to a call.
    func json<Value: Decodable>(of call: Call) async throws -> Value {
        let bytes = try await send(call) { try await $0.collect(upTo: Self.longestAnswer) }
        do {
            return try JSONCoder.decode(Value.self, from: bytes)
        } catch {
            throw ClientError(
                .unexpectedAnswer, message: "\(call.method) \(call.path): the answer cannot be read: \(error)")
        }
    }

    /// Sends a call, again where that may help, and hands its successful answer on.
    ///
    /// A creation that the service is still carrying out from an earlier send is waited for, however long it takes.
    /// - Parameters:
    ///   - policy: how often, and when; the client's own unless given.
    ///   - receive: reads the body; called once an attempt, so a body that breaks off is asked for again.
    /// - Throws: `ProblemResource` for an answer that is an error.
    func send<Value>(
        _ call: Call, policy: RetryPolicy? = nil, receive: (TransportAnswer) async throws -> Value
    ) async throws -> Value {
        let retry = policy ?? retry
        var failures = 0
        while true {
            do {
                let answer = try await transport.send(
                    request(for: call), body: call.body, within: call.wait + Self.answerTime)
                if answer.head.status.kind == .successful || call.isAnswer(answer.head) {
                    return try await receive(answer)
                }
                throw try await Refusal(answer, to: call)
            } catch let refusal as Refusal where refusal.isUnderWay && retry.attempts > 1 {
                // An earlier send of this very call is being carried out: its answer comes under the same key.
                try await chance.pause(refusal.retryAfter ?? retry.backoff.longest)
            } catch {
                failures += 1
                let retryAfter = (error as? Refusal)?.retryAfter
                guard Self.mayRepeat(call, after: error),
                    let delay = retry.delay(
                        afterFailures: failures, retryAfter: retryAfter, random: chance.random())
                else { throw (error as? Refusal)?.problem ?? error }
                try await chance.pause(delay)
            }
        }
    }

    private func request(for call: Call) -> HTTPRequest {
        var fields = call.fields
        if let token { fields[.authorization] = "Bearer \(token)" }
        if fields[.accept] == nil { fields[.accept] = "application/json" }
        if case .json = call.body { fields[.contentType] = "application/json" }
        return HTTPRequest(
            method: call.method, scheme: "http", authority: nil, path: call.target, headerFields: fields)
    }

    /// A busy service did nothing, so any call may be sent again; after anything else only one that is repeatable.
    private static func mayRepeat(_ call: Call, after error: any Error) -> Bool {
        switch error {
        case let refusal as Refusal:
            let status = refusal.problem.status
            return status == 429 || status == 503 || (call.isRepeatable && [408, 500, 502, 504].contains(status))
        case let error as ClientError: return call.isRepeatable && error.isTransient
        default: return false
        }
    }
}

/// An answer that is an error, with what it says of when to come back.
struct Refusal: Error {
    let problem: ProblemResource
    let retryAfter: Duration?

    /// Whether the call itself, sent before under the same key, is still being carried out.
    var isUnderWay: Bool { problem.status == 409 && problem.type.hasSuffix("/idempotency-key-in-use") }

    /// A problem is small: more is not read.
    private static let longestProblem = 4 << 20

    init(_ answer: TransportAnswer, to call: Call) async throws {
        retryAfter = answer.head.headerFields[.retryAfter].flatMap(Int.init).map { .seconds($0) }
        let bytes = try await answer.collect(upTo: Self.longestProblem)
        let status = answer.head.status
        if let problem = try? JSONCoder.decode(ProblemResource.self, from: bytes) {
            self.problem = problem
        } else {
            let text = String(decoding: bytes.prefix(200), as: UTF8.self)
            problem = ProblemResource(
                type: "about:blank", title: "\(status.code) \(status.reasonPhrase)", status: status.code,
                detail: "\(call.method) \(call.path)" + (text.isEmpty ? "" : ": \(text)"), errors: nil)
        }
    }
}
