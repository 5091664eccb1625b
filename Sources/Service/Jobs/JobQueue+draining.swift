import Synchronization

extension JobQueue {
    /// Whether nothing more is leased.
    public var isDraining: Bool { draining.withLock { $0 } }

    /// Leases nothing more, so that what is under way can end; whoever waits for something is answered now.
    ///
    /// What is queued stays queued.
    public func drain() {
        draining.withLock { $0 = true }
        notifier.publishDraining()
    }

    /// Leases again.
    public func resume() {
        draining.withLock { $0 = false }
        notifier.publishQueued()
    }
}
