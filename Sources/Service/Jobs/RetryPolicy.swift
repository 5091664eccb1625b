public import Storage

/// When a job that failed for a cause that a retry can cure is tried again.
///
/// Full jitter: the delay is uniform between 0 and a bound that doubles with each failure, so that what failed together
/// does not come back together.
public struct RetryPolicy: Hashable, Sendable {
    /// The bound after the first failure.
    public var base: Duration
    /// The bound is never above this.
    public var maximum: Duration

    public init(base: Duration = .seconds(1), maximum: Duration = .seconds(60)) {
        self.base = base
        self.maximum = maximum
    }

    /// The bound of the delay after some failures; zero after none.
    public func bound(afterFailures failures: Int) -> Duration {
        guard failures > 0 else { return .zero }
        // Beyond 2^30 times the base the maximum is long reached.
        return min(maximum, base * (1 << min(failures - 1, 30)))
    }

    /// A delay, uniform between 0 and the bound.
    public func delay(afterFailures failures: Int, entropy: any EntropySource) -> Duration {
        let share = Double(entropy.next() >> 11) * 0x1p-53
        return bound(afterFailures: failures) * share
    }
}
