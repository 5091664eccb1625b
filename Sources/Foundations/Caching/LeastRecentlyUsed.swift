/// A bounded number of values by key; the one used least recently goes when there are too many.
///
/// For caches of tens to hundreds of values, each of which costs far more than a walk over the keys.
public struct LeastRecentlyUsed<Key: Hashable, Value> {
    /// How many values are kept at most; zero keeps nothing.
    public let capacity: Int
    private var entries: [Key: (value: Value, used: UInt64)] = [:]
    /// Rises with each use.
    private var uses: UInt64 = 0

    /// - Parameter capacity: how many values are kept at most; a negative one counts as zero.
    public init(capacity: Int) {
        self.capacity = max(0, capacity)
    }

    /// How many values are kept.
    public var count: Int { entries.count }

    /// The value of a key, which has been used by this; `nil` if there is none.
    public mutating func value(of key: Key) -> Value? {
        guard let value = entries[key]?.value else { return nil }
        uses += 1
        entries[key]?.used = uses
        return value
    }

    /// Sets the value of a key, which is then the one used last.
    ///
    /// - Returns: the values that had to go, the one used longest ago first.
    @discardableResult
    public mutating func insert(_ value: Value, for key: Key) -> [Value] {
        uses += 1
        entries[key] = (value, uses)
        var gone: [Value] = []
        while entries.count > capacity, let oldest = entries.min(by: { $0.value.used < $1.value.used }) {
            entries[oldest.key] = nil
            gone.append(oldest.value.value)
        }
        return gone
    }

    /// Forgets a key.
    ///
    /// - Returns: its value, if there was one.
    @discardableResult
    public mutating func remove(_ key: Key) -> Value? {
        entries.removeValue(forKey: key)?.value
    }

    /// Forgets everything.
    public mutating func removeAll() {
        entries = [:]
    }
}

extension LeastRecentlyUsed: Sendable where Key: Sendable, Value: Sendable {}
