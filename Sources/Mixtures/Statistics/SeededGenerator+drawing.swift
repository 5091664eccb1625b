internal import Randomness

extension SeededGenerator {
    /// A whole number from 0 up to, not including, a bound above 0.
    ///
    /// Written out rather than taken from the standard library, whose algorithm may change: stored splits and orders must not.
    /// The high half of a 128-bit product, redrawn where it would favour some numbers (Lemire, "Fast Random Integer Generation
    /// in an Interval", ACM TOMACS 2019).
    mutating func next(below bound: Int) -> Int {
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// A number of [0, 1) with 53 random bits.
    mutating func nextUnit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// The elements in random order (Fisher and Yates).
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var elements = elements
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, next(below: last + 1))
        }
        return elements
    }
}
