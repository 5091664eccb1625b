public import API
public import Client

/// What a worker asks of the service: the same five calls on this machine and from another.
public protocol WorkService: Sendable {
    /// Makes the worker known; its id names it in every other call.
    func registerWorker(_ registration: WorkerRegistration) async throws -> WorkerResource

    /// Asks for work, waiting for it as long as the request says.
    func lease(worker: String, _ request: LeaseRequest) async throws -> LeaseResponse

    /// Keeps leases alive, and hears which are lost and which shall be cancelled.
    func heartbeat(worker: String, _ request: HeartbeatRequest) async throws -> HeartbeatResponse

    /// Hands in a result.
    func complete(worker: String, _ request: CompletionRequest) async throws

    /// Gives a job back without one.
    func fail(worker: String, _ request: FailureRequest) async throws

    /// Says that the worker stops: what it still holds is queued again, unharmed.
    func leave(worker: String) async throws
}

extension AssayClient: WorkService {}
