public import Storage
import Synchronization

/// A wall clock that stands still until a test moves it.
public final class ManualTime: TimeSource {
    private let moment: Mutex<Timestamp>

    public init(_ start: Timestamp = Timestamp(milliseconds: 1_760_000_000_000)) {
        moment = Mutex(start)
    }

    public func now() -> Timestamp { moment.withLock { $0 } }

    public func advance(by duration: Duration) {
        moment.withLock { $0 = $0.advanced(by: duration) }
    }
}
