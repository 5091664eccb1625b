/// Where randomness comes from: handed in wherever a decision depends on it.
public protocol EntropySource: Sendable {
    /// The next 64 random bits. May be called from any thread.
    func next() -> UInt64
}

/// The operating system's cryptographic generator.
public struct SystemEntropySource: EntropySource {
    public init() {}

    public func next() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }
}
