import API
import HTTPServer
import HTTPTypes
import Jobs
import Storage

extension Call {
    /// Carries out a creation: reads the body, prepares outside of the database, then does everything in one transaction,
    /// the keeping of its `Idempotency-Key` with it.
    ///
    /// - Parameters:
    ///   - prepare: work that takes long, such as reading a blob; changes nothing.
    ///   - effect: the change; whatever it throws undoes it.
    func creating<Body: JSONReadable & Sendable, Material: Sendable>(
        _ type: Body.Type,
        prepare: @Sendable (Body) async throws -> Material,
        effect: @escaping @Sendable (Body, Material, Transaction) throws -> Answer
    ) async throws -> Response {
        try noQuery()
        let bytes = try await jsonBytes()
        guard let key = try IdempotencyKey(of: request, body: bytes) else {
            let body = try await read(type, from: bytes)
            let material = try await prepare(body)
            return try await patiently(try await submit(body, material, key: nil, effect))
        }
        return try await service.keysUnderWay.during(key) {
            if let answer = try await kept(key) { return replayed(answer) }
            let body = try await read(type, from: bytes)
            let material = try await prepare(body)
            return try await patiently(try await submit(body, material, key: key, effect))
        }
    }

    private func submit<Body: Sendable, Material: Sendable>(
        _ body: Body, _ material: Material, key: IdempotencyKey?,
        _ effect: @escaping @Sendable (Body, Material, Transaction) throws -> Answer
    ) async throws -> Answer {
        let now = service.time.now()
        let oldest = service.oldestKeptKey(at: now)
        return try await service.store.write { [store = service.store] transaction in
            try store.checkSpace()
            if let key {
                _ = try transaction.forgetIdempotencyRecords(before: oldest)
                if let answer = try key.kept(in: transaction, notBefore: oldest) { return answer }
            }
            let answer = try effect(body, material, transaction)
            try key?.keep(answer, in: transaction, at: now)
            return answer
        }
    }

    /// Waits for the work that an answer speaks of, as long as the client prefers to.
    private func patiently(_ answer: Answer) async throws -> Response {
        guard let followUp = answer.followUp, let seconds = WaitPreference.seconds(in: request.fields) else {
            return answer.response
        }
        let wait = min(seconds, service.configuration.longestWaitSeconds)
        try await service.wait(for: followUp.jobs, seconds: wait)
        var response = (try await service.store.read { try followUp.answer($0) } ?? answer).response
        response.fields[.preferenceApplied] = "wait=\(Int(wait))"
        return response
    }

    private func kept(_ key: IdempotencyKey) async throws -> Answer? {
        let oldest = service.oldestKeptKey(at: service.time.now())
        return try await service.store.read { try key.kept(in: $0, notBefore: oldest) }
    }

    private func replayed(_ answer: Answer) -> Response {
        var response = answer.response
        response.fields[.idempotencyReplayed] = "true"
        return response
    }
}

extension AssayService {
    /// Answers kept before this moment are forgotten.
    func oldestKeptKey(at now: Storage.Timestamp) -> Storage.Timestamp {
        now.advanced(by: .seconds(-configuration.idempotencySeconds))
    }
}

extension AssayService {
    /// Returns once every job has ended, or the time is up.
    func wait(for ids: [Identifier], seconds: Double) async throws {
        // Capped first: a client may name any number.
        let end = time.now().advanced(by: .seconds(min(seconds, configuration.longestWaitSeconds)))
        for id in ids {
            let rest = time.now().duration(to: end)
            guard rest > .zero else { return }
            _ = try await jobs.job(id, waitingForEnd: rest)
        }
    }
}
