/// What is no more than the rounding of sums of doubles.
package enum Rounding {
    /// How far apart two numbers may be, as a share of the larger, that are equal but for rounding.
    package static let share = 1e-13

    /// The difference that rounding may make of two numbers.
    package static func tolerance(of left: Double, and right: Double) -> Double {
        share * max(abs(left), abs(right))
    }

    /// Whether numbers from the least to the most are one number but for rounding.
    package static func isConstant(from least: Double, to most: Double) -> Bool {
        most - least <= tolerance(of: least, and: most)
    }
}
