import Foundation

extension SeededGenerator {
    /// A number of [0, 1) with 53 random bits.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number of (0, 1] with 53 random bits: never 0, so that its logarithm is finite.
    package mutating func positiveUnit() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }

    /// A whole number below `bound`, without the bias of a remainder, by the same rule in every version of Swift.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The numbers 0 to `count` − 1 in random order (Fisher and Yates).
    package mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, below(last + 1)) }
        return order
    }

    /// A number of the normal distribution of mean 0 and deviation 1 (Box and Muller).
    package mutating func standardNormal() -> Double {
        (-2 * log(positiveUnit())).squareRoot() * cos(2 * Double.pi * positiveUnit())
    }

    /// The logarithm of a gamma variate of the shape given and scale 1, which underflows for no shape.
    ///
    /// (Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000; shapes below 1 by the boost of its
    /// section 6.)
    ///
    /// - Parameter shape: above 0.
    package mutating func logGamma(_ shape: Double) -> Double {
        if shape < 1 {
            let boost = log(positiveUnit()) / shape
            return logGamma(shape + 1) + boost
        }
        let d = shape - 1.0 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let normal = standardNormal()
            let root = 1 + c * normal
            guard root > 0 else { continue }
            let v = root * root * root
            if log(positiveUnit()) < 0.5 * normal * normal + d - d * v + d * log(v) { return log(d * v) }
        }
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
