/// SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): the same seed gives
/// the same numbers on every machine and in every version.
///
/// A generator is made for a purpose, so that what shares a seed does not share its numbers.
package struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    /// What the state grows by at each draw: 2^64 over the golden ratio, made odd.
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The stream that the seed itself begins, which no purpose has for itself: for this room, and for tests.
    init(seed: UInt64) {
        state = seed
    }

    /// The stream of a purpose.
    ///
    /// - Parameters:
    ///   - seed: what the user gave, or what was drawn from that.
    ///   - purpose: what the numbers are for; equal seeds give other purposes other numbers.
    ///   - path: which of several streams of the purpose, such as the number of a point; each word turns to another
    ///     one.
    package init(seed: UInt64, purpose: StreamPurpose, path: UInt64...) {
        var generator = SeededGenerator(seed: seed)
        for word in purpose.words + path { generator = SeededGenerator(seed: generator.next() ^ word) }
        self = generator
    }

    package mutating func next() -> UInt64 {
        state &+= Self.step
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Leaves out so many numbers, however many, at once.
    package mutating func skip(_ count: UInt64) {
        state &+= count &* Self.step
    }
}
