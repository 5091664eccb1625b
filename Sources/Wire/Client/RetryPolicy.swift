public import Retrying

/// When a request that failed for a passing cause is sent again.
///
/// Pure: randomness is handed in.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent in all, at least once.
    public var attempts: Int
    /// How long to wait in between, unless the service asks for more by `Retry-After`.
    public var backoff: Backoff

    public init(
        attempts: Int = 6, backoff: Backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
    ) {
        self.attempts = max(1, attempts)
        self.backoff = backoff
    }

    /// Sends everything once.
    public static let never = RetryPolicy(attempts: 1)

    /// How long to wait before the request is sent again, or `nil` to give up.
    ///
    /// - Parameters:
    ///   - failures: how often it failed so far, at least 1.
    ///   - retryAfter: what the service asked for, if it did.
    ///   - random: drawn evenly from 0..<1.
    public func delay(afterFailures failures: Int, retryAfter: Duration?, random: Double) -> Duration? {
        guard failures < attempts else { return nil }
        return max(backoff.delay(afterFailures: failures, random: random), retryAfter ?? .zero)
    }
}
