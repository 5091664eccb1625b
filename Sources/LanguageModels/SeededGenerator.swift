import Foundation

/// Random numbers that depend on their seed alone: SplitMix64 (Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A generator for one purpose among several that share a seed: each word of the path turns it to another stream.
    init(seed: UInt64, path: UInt64...) {
        var mixer = SeededGenerator(seed: seed)
        for word in path { mixer = SeededGenerator(seed: mixer.next() ^ word) }
        self = mixer
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of [0, 1) with 53 random bits.
    mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A whole number below `bound`, without the bias of a remainder.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 to `count` − 1 in random order (Fisher and Yates).
    mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
        return order
    }

    /// Fills memory from the normal distribution of mean 0, two numbers at a time (Box and Muller).
    mutating func fill(_ numbers: UnsafeMutableBufferPointer<Float>, deviation: Double) {
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let radius = deviation * (-2 * log(1 - unit())).squareRoot()
            let angle = 2 * Double.pi * unit()
            numbers[index] = Float(radius * cos(angle))
            if index + 1 < numbers.count { numbers[index + 1] = Float(radius * sin(angle)) }
        }
    }
}
