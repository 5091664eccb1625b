/// Seeded numbers for kernel tests, so that a failure repeats.
struct Samples {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number of [-limit, limit].
    mutating func number(_ limit: Float = 1) -> Float {
        (Float(next() >> 40) / Float(1 << 24) * 2 - 1) * limit
    }

    mutating func numbers(_ count: Int, _ limit: Float = 1) -> [Float] {
        (0..<count).map { _ in number(limit) }
    }
}

/// The largest difference of two arrays, NaN if either holds one; infinite if the counts differ.
func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
    guard left.count == right.count else { return .infinity }
    var largest: Float = 0
    for (one, other) in zip(left, right) {
        let difference = (one - other).magnitude
        if difference.isNaN { return .nan }
        largest = max(largest, difference)
    }
    return largest
}
