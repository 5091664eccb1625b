/// How long to wait before something that failed is tried again: exponential backoff with full jitter (Brooker,
/// "Exponential Backoff And Jitter", 2015).
///
/// The delay is uniform between zero and a bound that doubles with each failure, so that what failed together does not
/// come back together. Pure: the random number is handed in.
public struct Backoff: Hashable, Sendable {
    /// The bound after the first failure.
    public var first: Duration
    /// The bound is never above this.
    public var longest: Duration

    public init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The bound of the delay after some failures; zero after no failure.
    public func bound(afterFailures failures: Int) -> Duration {
        guard failures > 0 else { return .zero }
        // Beyond 2^30 times the first bound, the longest is long reached.
        return min(longest, first * (1 << min(failures - 1, 30)))
    }

    /// The delay after some failures.
    ///
    /// - Parameter random: drawn evenly from 0..<1.
    public func delay(afterFailures failures: Int, random: Double) -> Duration {
        bound(afterFailures: failures) * random
    }
}
