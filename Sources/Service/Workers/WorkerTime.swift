/// The time that a worker goes by, handed in so that tests need not wait.
public struct WorkerTime: Sendable {
    /// Time since some fixed instant; never goes back.
    public var now: @Sendable () -> Duration
    public var sleep: @Sendable (Duration) async throws -> Void

    public init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's own clock.
    public static let system: WorkerTime = {
        let start = ContinuousClock.now
        return WorkerTime {
            ContinuousClock.now - start
        } sleep: {
            try await Task.sleep(for: $0)
        }
    }()
}
