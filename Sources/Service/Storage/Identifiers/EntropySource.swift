/// Where randomness comes from: handed in wherever a decision depends on it.
public protocol EntropySource: Sendable {
    /// The next 64 random bits. May be called from any thread.
    func next() -> UInt64
}

extension EntropySource {
    /// A number drawn evenly from 0..<1, of 53 random bits.
    public func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}

/// The operating system's cryptographic generator.
public struct SystemEntropySource: EntropySource {
    public init() {}

    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
