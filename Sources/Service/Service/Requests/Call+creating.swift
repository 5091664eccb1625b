import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage
import StrictJSON

/// The body of a request that says nothing: missing, or an object without fields.
struct EmptyBody: JSONObjectReadable, Sendable {
    init() {}
    init?(reading fields: ObjectReader) {}
}

extension Call {
    /// Carries out a change: reads the body, prepares outside of the database, then does everything in one transaction,
    /// the keeping of its `Idempotency-Key` with it.
    ///
    /// - Parameters:
    ///   - missing: What a request without a body asks for; `nil` where it must have one.
    ///   - queryIsRead: Whether the query has been read already; else any is refused.
    ///   - prepare: Work that takes long, such as reading a blob; changes nothing.
    ///   - effect: The change; whatever it throws undoes it. Its answer is what is kept with the key.
    ///   - show: Makes what is answered of what was kept, after the commit: what is long to render is not kept, and
    ///     does not hold up the writer.
    func creating<Body: JSONReadable & Sendable, Material: Sendable>(
        _ type: Body.Type, or missing: Body? = nil, queryIsRead: Bool = false,
        prepare: @Sendable (Body) async throws -> Material,
        effect: @escaping @Sendable (Body, Material, Transaction) throws -> Answer,
        show: @Sendable (Answer, Body) async throws -> Answer = { answer, _ in answer }
    ) async throws -> Response {
        try await creating(
            type, or: missing, queryIsRead: queryIsRead, prepare: prepare,
            change: { body, material, once in
                try await context.store.write { transaction in
                    try once.answer(in: transaction) { try effect(body, material, transaction) }
                }
            }, show: show)
    }

    /// Carries out a change that takes more than one transaction, as
    /// ``creating(_:or:queryIsRead:prepare:effect:show:)`` does.
    ///
    /// - Parameter change: The change, which keeps its answer with the key in its last transaction.
    func creating<Body: JSONReadable & Sendable, Material: Sendable>(
        _ type: Body.Type, or missing: Body? = nil, queryIsRead: Bool = false,
        prepare: @Sendable (Body) async throws -> Material,
        change: @Sendable (Body, Material, OnceForKey) async throws -> Answer,
        show: @Sendable (Answer, Body) async throws -> Answer
    ) async throws -> Response {
        if !queryIsRead { try noQuery() }
        let held = try await heldBody(isOptional: missing != nil)
        func carryOut(_ body: Body, _ key: IdempotencyKey?) async throws -> Response {
            let material = try await prepare(body)
            let now = context.time.now()
            try await context.freeSpace.check()
            let once = OnceForKey(key: key, now: now, oldest: context.oldestKeptKey(at: now))
            let answer = try await show(try await change(body, material, once), body)
            // Whoever waits for the work does not hold what others may send.
            held.release()
            return try await patiently(answer)
        }
        guard let key = try IdempotencyKey(of: request, body: held.bytes) else {
            return try await carryOut(try await read(type, from: held.bytes, or: missing), nil)
        }
        return try await context.keysUnderWay.during(key) {
            let body = try await read(type, from: held.bytes, or: missing)
            if let answer = try await kept(key) { return replayed(try await show(answer, body)) }
            return try await carryOut(body, key)
        }
    }

    /// Carries out a change that needs no preparation, as ``creating(_:or:queryIsRead:prepare:effect:show:)`` does.
    func creating<Body: JSONReadable & Sendable>(
        _ type: Body.Type, or missing: Body? = nil, queryIsRead: Bool = false,
        effect: @escaping @Sendable (Body, Transaction) throws -> Answer
    ) async throws -> Response {
        try await creating(type, or: missing, queryIsRead: queryIsRead) { _ in
        } effect: { body, _, transaction in
            try effect(body, transaction)
        }
    }

    /// Carries out a change that the path says all about.
    func changing(_ effect: @escaping @Sendable (Transaction) throws -> Answer) async throws -> Response {
        try await creating(EmptyBody.self, or: EmptyBody()) { _, transaction in try effect(transaction) }
    }

    /// Waits for the work that an answer speaks of, as long as the client prefers to.
    private func patiently(_ answer: Answer) async throws -> Response {
        guard let followUp = answer.followUp, let seconds = WaitPreference.seconds(in: request.fields) else {
            return answer.response
        }
        let wait = try await waiting(min(seconds, context.waiting.longestSeconds)) {
            [waiting = context.waiting] seconds in
            try await waiting.wait(for: followUp.jobs, seconds: seconds ?? 0)
            return seconds ?? 0
        }
        var response = try await followUp.answer().response
        response.fields[.preferenceApplied] = "wait=\(Int(wait))"
        return response
    }

    private func kept(_ key: IdempotencyKey) async throws -> Answer? {
        let oldest = context.oldestKeptKey(at: context.time.now())
        return try await context.store.read { try key.storedAnswer(in: $0, notBefore: oldest) }
    }

    private func replayed(_ answer: Answer) -> Response {
        var response = answer.response
        response.fields[.idempotencyReplayed] = "true"
        return response
    }
}
