import Mixtures
internal import Randomness

/// Points that fill the unit cube evenly (Sobol', 1967), in up to 64 dimensions, shifted by a seed.
///
/// The shift turns bits of every coordinate alike in all points (a digital shift), which keeps what makes the points
/// even, and keeps them away from the corner that an unshifted sequence begins in.
struct SobolSequence: Sendable {
    /// Dimensions with direction numbers.
    static let mostDimensions = 1 + directions.count

    let dimensions: Int
    private let columns: [[UInt32]]
    private let shifts: [UInt32]
    private let seed: UInt64
    /// What coordinates beyond ``mostDimensions`` are drawn for.
    private let rest: StreamPurpose

    /// - Parameters:
    ///   - dimensions: Those beyond ``mostDimensions`` are random.
    ///   - streams: What those are drawn from.
    init(dimensions: Int, seed: UInt64, streams: StreamVersion = .latest) {
        rest = streams == .first ? .firstRandomCoordinates : .randomCoordinates
        self.dimensions = dimensions
        self.seed = seed
        columns = (0..<min(dimensions, Self.mostDimensions)).map(Self.columns)
        var generator = SeededGenerator(seed: seed, purpose: .sobolShift)
        shifts = columns.map { _ in UInt32(truncatingIfNeeded: generator.next() >> 32) }
    }

    /// The coordinates of a point, each in (0, 1).
    func point(_ index: Int) -> [Double] {
        let index = UInt32(truncatingIfNeeded: index)
        let gray = index ^ (index >> 1)
        var coordinates = columns.indices.map { dimension in
            var bits = shifts[dimension]
            for bit in 0..<32 where gray >> UInt32(bit) & 1 == 1 { bits ^= columns[dimension][bit] }
            return (Double(bits) + 0.5) * 0x1p-32
        }
        var generator = SeededGenerator(seed: seed, purpose: rest, path: UInt64(index))
        while coordinates.count < dimensions { coordinates.append(generator.unit()) }
        return coordinates
    }

    /// The direction numbers of one dimension, as 32-bit fractions: Bratley and Fox, "Algorithm 659", 1988.
    private static func columns(of dimension: Int) -> [UInt32] {
        guard dimension > 0 else { return (0..<32).map { 1 << UInt32(31 - $0) } }
        let (polynomial, first) = directions[dimension - 1]
        let degree = first.count
        var numbers = first.enumerated().map { $1 << UInt32(31 - $0) }
        for position in degree..<32 {
            var number = numbers[position - degree] ^ (numbers[position - degree] >> UInt32(degree))
            for term in 1..<max(degree, 1) where polynomial >> UInt32(degree - term) & 1 == 1 {
                number ^= numbers[position - term]
            }
            numbers.append(number)
        }
        return numbers
    }
}
