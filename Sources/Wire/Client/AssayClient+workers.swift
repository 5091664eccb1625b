public import API

/// What workers call: it needs the token that the service gave to its workers.
extension AssayClient {
    /// Every worker that the service knows, gone ones too.
    public func workers() -> ItemSequence<WorkerResource> {
        list("/v1/workers", filters: [])
    }

    /// Says that a worker is there; one of the same name takes its place.
    public func registerWorker(_ registration: WorkerRegistration) async throws -> WorkerResource {
        try await json(of: .post("/v1/workers", json: JSONCoder.encode(registration), isRepeatable: true))
    }

    /// Asks for jobs; waits for some as long as the request says.
    public func lease(worker: String, _ request: LeaseRequest) async throws -> LeaseResponse {
        // Not sent again by itself: a lease whose answer is lost comes back by its deadline.
        var call = try work("lease", worker, request, isRepeatable: false)
        call.wait = .seconds(request.waitSeconds)
        return try await json(of: call)
    }

    /// Extends leases, says how far jobs are, and learns which were cancelled.
    public func heartbeat(worker: String, _ request: HeartbeatRequest) async throws -> HeartbeatResponse {
        try await json(of: work("heartbeat", worker, request, isRepeatable: true))
    }

    /// Hands in a job's result.
    public func complete(worker: String, _ request: CompletionRequest) async throws {
        try await send(work("complete", worker, request, isRepeatable: true)) {
            _ = try await $0.collect(upTo: 1 << 20)
        }
    }

    /// Says that a job could not be done.
    public func fail(worker: String, _ request: FailureRequest) async throws {
        try await send(work("fail", worker, request, isRepeatable: true)) { _ = try await $0.collect(upTo: 1 << 20) }
    }

    /// Says that a worker is going; what it holds is given to others.
    public func leave(worker: String) async throws {
        try await send(.post("/v1/workers/\(Call.escape(worker)):leave", isRepeatable: true)) {
            _ = try await $0.collect(upTo: 1 << 20)
        }
    }

    private func work(
        _ verb: String, _ worker: String, _ body: some Encodable, isRepeatable: Bool
    ) throws -> Call {
        .post(
            "/v1/workers/\(Call.escape(worker)):\(verb)", json: try JSONCoder.encode(body), isRepeatable: isRepeatable)
    }
}
