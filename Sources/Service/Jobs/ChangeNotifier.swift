public import Storage
import Synchronization

/// Wakes who waits for a job, or for work, when a commit has changed something.
///
/// Nobody polls the database.
///
/// A signal says only that something changed; what changed is read from the store. So a signal need not be kept: one
/// that has not been taken yet stands for all that follow, and memory does not grow with a slow reader.
public final class ChangeNotifier: Sendable {
    /// Somebody who waits.
    ///
    /// The wait ends when this is released.
    public final class Subscription: Sendable {
        private let signal: Signal
        private let end: @Sendable () -> Void

        init(signal: Signal, end: @escaping @Sendable () -> Void) {
            self.signal = signal
            self.end = end
        }

        deinit { end() }

        /// Waits until something may have changed since the last time, or the task is cancelled.
        ///
        /// One task at a time.
        public func next() async {
            await signal.wait()
        }
    }

    private struct State {
        var number = 0
        var jobs: [Identifier: [Int: Signal]] = [:]
        var queue: [Int: Signal] = [:]
        var endings: [Int: Signal] = [:]
        var stops: [Int: AsyncStream<StopRequest>.Continuation] = [:]

        mutating func nextNumber() -> Int {
            number += 1
            return number
        }
    }

    private let state = Mutex(State())

    /// How many wait at this moment.
    public var subscriptionCount: Int {
        state.withLock {
            $0.queue.count + $0.endings.count + $0.stops.count + $0.jobs.values.reduce(0) { $0 + $1.count }
        }
    }

    /// Waits for changes of one job, or of whatever else ``publishChange(of:)`` tells of: subscribe first, then read,
    /// so that nothing falls between.
    public func changes(of job: Identifier) -> Subscription {
        changes(ofAny: [job])
    }

    /// Waits for changes of any of several jobs.
    public func changes(ofAny jobs: [Identifier]) -> Subscription {
        let signal = Signal()
        let number = state.withLock { state in
            let number = state.nextNumber()
            for job in jobs { state.jobs[job, default: [:]][number] = signal }
            return number
        }
        return Subscription(signal: signal) { [weak self] in
            self?.state.withLock { state in
                for job in jobs {
                    state.jobs[job]?[number] = nil
                    if state.jobs[job]?.isEmpty == true { state.jobs[job] = nil }
                }
            }
        }
    }

    /// Waits for jobs that can be leased.
    public func queued() -> Subscription {
        let signal = Signal()
        let number = state.withLock { state in
            let number = state.nextNumber()
            state.queue[number] = signal
            return number
        }
        return Subscription(signal: signal) { [weak self] in
            self?.state.withLock { state in state.queue[number] = nil }
        }
    }

    /// Waits for jobs that end, and for what else ``publishEnding()`` tells of.
    public func endings() -> Subscription {
        let signal = Signal()
        let number = state.withLock { state in
            let number = state.nextNumber()
            state.endings[number] = signal
            return number
        }
        return Subscription(signal: signal) { [weak self] in
            self?.state.withLock { state in state.endings[number] = nil }
        }
    }

    /// Attempts that are to stop, as they are asked to: for whoever can end a worker that does not yield.
    public func stopRequests() -> AsyncStream<StopRequest> {
        // There are never more of these than leases.
        let (requests, continuation) = AsyncStream.makeStream(of: StopRequest.self, bufferingPolicy: .unbounded)
        let number = state.withLock { state in
            let number = state.nextNumber()
            state.stops[number] = continuation
            return number
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in state.stops[number] = nil }
        }
        return requests
    }

    /// Wakes who waits for a job, or for another resource of that id.
    public func publishChange(of job: Identifier) {
        let waiting = state.withLock { state in state.jobs[job].map { Array($0.values) } ?? [] }
        for signal in waiting { signal.set() }
    }

    /// Wakes who waits for work.
    func publishQueued() {
        let waiting = state.withLock { state in Array(state.queue.values) }
        for signal in waiting { signal.set() }
    }

    /// Wakes everybody who waits, since nobody is to wait any longer.
    func publishDraining() {
        let waiting = state.withLock { state in
            state.jobs.values.flatMap(\.values) + state.queue.values
        }
        for signal in waiting { signal.set() }
    }

    /// Wakes who waits for jobs that end.
    ///
    /// Also for whoever has changed what is done when they do.
    public func publishEnding() {
        let waiting = state.withLock { state in Array(state.endings.values) }
        for signal in waiting { signal.set() }
    }

    func publishStopRequest(_ request: StopRequest) {
        let waiting = state.withLock { state in Array(state.stops.values) }
        for continuation in waiting { continuation.yield(request) }
    }
}

/// An attempt that is to stop.
public struct StopRequest: Hashable, Sendable {
    /// Why it is to stop.
    public enum Cause: Hashable, Sendable {
        /// It is asked to yield, and ended only if it does not.
        case cancelled
        /// It ran longer than it may: the lease is gone already.
        case overran
    }

    public var job: Identifier
    public var attempt: Int
    public var worker: Identifier
    public var cause: Cause
}
