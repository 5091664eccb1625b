import HTTPTypes
import Synchronization

@testable import Client

/// Answers requests from a script, and remembers them.
final class ScriptedTransport: ServiceTransport {
    enum Step: Sendable {
        case answer(Int, fields: HTTPFields = [:], body: String = "")
        case failure(ClientError)
        /// An answer whose body breaks off.
        case breaking(body: String)
        /// No answer, until the task is cancelled.
        case silence
    }

    private struct State {
        var steps: [Step]
        var requests: [HTTPRequest] = []
        var bodies: [Call.Body] = []
    }
    private let state: Mutex<State>

    init(_ steps: [Step]) {
        state = Mutex(State(steps: steps))
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    var bodies: [Call.Body] { state.withLock { $0.bodies } }
    var isUsedUp: Bool { state.withLock { $0.steps.isEmpty } }

    /// The next step, which is then done with.
    func nextStep() -> Step {
        state.withLock { state in
            state.steps.isEmpty
                ? .failure(ClientError(.unreachable, message: "the script is over")) : state.steps.removeFirst()
        }
    }

    static func waitForCancellation() async throws {
        let (silence, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in silence {}
        withExtendedLifetime(continuation) {}
        try Task.checkCancellation()
    }

    func send(_ request: HTTPRequest, body: Call.Body, within time: Duration) async throws -> TransportAnswer {
        state.withLock { state in
            state.requests.append(request)
            state.bodies.append(body)
        }
        switch nextStep() {
        case .failure(let error): throw error
        case .silence:
            try await Self.waitForCancellation()
            throw CancellationError()
        case .breaking(let body):
            let pieces = Mutex(body.utf8.map { [$0] })
            return TransportAnswer(head: HTTPResponse(status: .ok)) {
                try pieces.withLock { pieces in
                    guard !pieces.isEmpty else { throw ClientError(.unreachable, message: "the connection broke") }
                    return pieces.removeFirst()
                }
            }
        case .answer(let status, let fields, let body):
            let pieces = Mutex(body.utf8.map { [$0] })
            return TransportAnswer(head: HTTPResponse(status: .init(code: status), headerFields: fields)) {
                pieces.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            }
        }
    }
}

extension AssayClient {
    /// A client of a script; its pauses take no time and are remembered.
    static func scripted(_ transport: ScriptedTransport, retry: RetryPolicy = RetryPolicy(attempts: 4)) throws -> (
        client: AssayClient, pauses: @Sendable () -> [Duration]
    ) {
        let pauses = PauseLog()
        let chance = Chance(random: { 0.5 }, key: { "key-1" }, pause: { pauses.note($0) })
        let client = AssayClient(
            address: try ServerLocation("localhost:1"), transport: transport, token: "secret", retry: retry,
            chance: chance)
        return (client, { pauses.all })
    }
}

final class PauseLog: Sendable {
    private let pauses = Mutex<[Duration]>([])
    var all: [Duration] { pauses.withLock { $0 } }
    func note(_ pause: Duration) { pauses.withLock { $0.append(pause) } }
}
