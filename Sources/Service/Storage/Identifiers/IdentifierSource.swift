import Synchronization

/// Makes identifiers that only ever grow, even within a millisecond or when the clock steps back, so that a list
/// by identifier is a list by creation.
public final class IdentifierSource: Sendable {
    private struct Last {
        var milliseconds: Int64 = .min
        var high: UInt16 = 0
        var low: UInt64 = 0
    }

    private let time: any TimeSource
    private let entropy: any EntropySource
    private let last = Mutex(Last())

    public init(time: any TimeSource = SystemTimeSource(), entropy: any EntropySource = SystemEntropySource()) {
        self.time = time
        self.entropy = entropy
    }

    /// A new identifier, later in order than every one that this source made before.
    public func next(_ kind: Identifier.Kind) -> Identifier {
        let now = time.now().milliseconds
        let part = last.withLock { last in
            if now > last.milliseconds {
                // The top random bit stays clear, so that counting up within a millisecond has room.
                last = Last(
                    milliseconds: now, high: UInt16(truncatingIfNeeded: entropy.next()) & 0x7FFF, low: entropy.next())
            } else {
                last.low &+= 1
                if last.low == 0 { last.high &+= 1 }
            }
            return last
        }
        return Identifier(kind: kind, milliseconds: part.milliseconds, high: part.high, low: part.low)
    }
}
