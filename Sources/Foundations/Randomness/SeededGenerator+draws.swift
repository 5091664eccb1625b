import Foundation

extension SeededGenerator {
    /// A generator for one purpose among several that share a seed: each word of the path turns it to another stream.
    package init(seed: UInt64, path: UInt64...) {
        var mixer = SeededGenerator(seed: seed)
        for word in path { mixer = SeededGenerator(seed: mixer.next() ^ word) }
        self = mixer
    }

    /// A number of [0, 1) with 53 random bits.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A whole number below `bound`, without the bias of a remainder.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 to `count` − 1 in random order (Fisher and Yates).
    package mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
        return order
    }

    /// Fills memory from the normal distribution of mean 0, two numbers at a time (Box and Muller).
    package mutating func fill(_ numbers: UnsafeMutableBufferPointer<Float>, deviation: Double) {
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let radius = deviation * (-2 * log(1 - unit())).squareRoot()
            let angle = 2 * Double.pi * unit()
            numbers[index] = Float(radius * cos(angle))
            if index + 1 < numbers.count { numbers[index + 1] = Float(radius * sin(angle)) }
        }
    }
}
