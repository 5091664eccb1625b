/// When a request that failed for want of luck is sent again.
///
/// Pure: randomness is handed in. Delays grow twofold and are drawn from zero up to that bound ("full jitter"), so that many
/// clients that failed together do not come back together.
public struct RetryPolicy: Hashable, Sendable {
    /// How often a request is sent in all, at least once.
    public var attempts: Int
    /// The bound of the first delay.
    public var firstDelay: Duration
    /// The bound that no delay exceeds, unless the service asks for more by `Retry-After`.
    public var longestDelay: Duration

    public init(attempts: Int = 6, firstDelay: Duration = .milliseconds(100), longestDelay: Duration = .seconds(5)) {
        self.attempts = max(1, attempts)
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
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
        let doublings = min(max(0, failures - 1), 30)
        let bound = min(longestDelay, firstDelay * (1 << doublings))
        let drawn = bound * random
        return max(drawn, retryAfter ?? .zero)
    }
}
