/// The wall clock as it was when this was made, and time that passes evenly from there.
///
/// What is compared with another moment of the same process goes by this: leases, waits, retries. A step of the wall
/// clock, forward or back, then ends no lease and holds nothing up. Moments are those of the wall clock but for such
/// steps; time in which the whole machine is suspended does not count.
public struct SteadyTimeSource: TimeSource {
    private let start: Timestamp
    private let elapsed: @Sendable () -> Duration

    /// - Parameters:
    ///   - wall: asked once.
    ///   - clock: what passes evenly.
    public init<Steady: Clock>(wall: any TimeSource = SystemTimeSource(), clock: Steady)
    where Steady.Duration == Duration {
        let origin = clock.now
        start = wall.now()
        elapsed = { origin.duration(to: clock.now) }
    }

    public init() {
        self.init(clock: SuspendingClock())
    }

    public func now() -> Timestamp { start.advanced(by: elapsed()) }
}
