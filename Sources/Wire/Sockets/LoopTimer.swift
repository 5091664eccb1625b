import Dispatch

/// A timer on an event loop: fires once, or again and again, until it is cancelled or let go.
public final class LoopTimer: Sendable {
    /// Dispatch lets a source be cancelled from any thread.
    private nonisolated(unsafe) let source: any DispatchSourceTimer

    /// Starts a timer; the handler runs on the loop's queue.
    ///
    /// - Parameter interval: when given, the timer fires again after each such time.
    public init(
        on loop: EventLoop, after delay: Duration, every interval: Duration? = nil,
        handler: @escaping @Sendable () -> Void
    ) {
        source = DispatchSource.makeTimerSource(queue: loop.queue)
        let deadline = DispatchTime.now() + Self.interval(delay)
        if let interval {
            source.schedule(deadline: deadline, repeating: Self.interval(interval), leeway: .milliseconds(20))
        } else {
            source.schedule(deadline: deadline, leeway: .milliseconds(1))
        }
        source.setEventHandler(handler: handler)
        source.resume()
    }

    deinit { source.cancel() }

    /// Stops the timer and lets its handler go.
    ///
    /// May be called more than once.
    public func cancel() { source.cancel() }

    private static func interval(_ duration: Duration) -> DispatchTimeInterval {
        let (seconds, attoseconds) = duration.components
        guard seconds < 1 << 32 else { return .never }
        return .nanoseconds(Int(max(seconds, 0)) * 1_000_000_000 + Int(max(attoseconds, 0) / 1_000_000_000))
    }
}
