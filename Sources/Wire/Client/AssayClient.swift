public import API
import HTTPTypes

/// A service, as a program calls it: one method an endpoint.
///
/// Calls that do no more when they are sent twice are sent again when a connection breaks or the service is busy;
/// creations carry an `Idempotency-Key`, which makes them such calls. An answer that is an error is thrown as a
/// `ProblemResource`, whatever prevented an answer as a ``ClientError``.
public struct AssayClient: Sendable {
    /// Where the service is reached.
    public let address: ServerLocation
    let transport: any ServiceTransport
    let token: String?
    let retry: RetryPolicy
    let chance: Chance

    /// What a client leaves to chance and to the clock, handed in so that tests need not wait.
    struct Chance: Sendable {
        /// Drawn evenly from 0..<1.
        var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
        /// 128 bits in hexadecimal, never the same twice.
        var key: @Sendable () -> String = {
            let bits = UInt128.random(in: .min ... .max)
            let digits = String(bits, radix: 16)
            return String(repeating: "0", count: 32 - digits.count) + digits
        }
        var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    }

    init(
        address: ServerLocation, transport: any ServiceTransport, token: String?, retry: RetryPolicy,
        chance: Chance = Chance()
    ) {
        self.address = address
        self.transport = transport
        self.token = token
        self.retry = retry
        self.chance = chance
    }

    /// How long one long poll waits before it asks again.
    static let longPoll: Duration = .seconds(30)
    /// How long until the next.
    static let pollPause: Duration = .milliseconds(50)
    /// How long an answer may take to begin beyond the wait that was asked for: a large upload is hashed and synced
    /// first.
    static let answerTime: Duration = .seconds(300)
    /// The longest JSON answer that is read: a page of evaluations is far below it.
    static let longestAnswer = 256 << 20
}

extension AssayClient {
    /// Whether the service runs.
    public func liveness() async throws -> HealthResource {
        try await read("/livez")
    }

    /// Whether the service takes work; where it does not, the answer says why.
    public func readiness() async throws -> HealthResource {
        var call = Call.get("/readyz")
        // A server that is too busy to look answers with a problem.
        call.isAnswer = { $0.status == .serviceUnavailable && $0.headerFields[.contentType] == "application/json" }
        return try await json(of: call)
    }

    /// How well estimates agree with the reference runs of a pool on an evaluation set.
    public func fidelity(
        pool: String, evaluationSet: String, resamples: Int? = nil, seed: Int? = nil
    ) async throws -> FidelityResource {
        let options = [("resamples", resamples), ("seed", seed)].compactMap { name, value in
            value.map { (name: name, value: String($0)) }
        }
        return try await json(
            of: .get("/v1/pools/\(Call.escape(pool))/fidelity", query: [("evaluation_set", evaluationSet)] + options))
    }
}
