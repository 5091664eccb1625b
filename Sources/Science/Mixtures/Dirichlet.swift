#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
internal import Randomness

/// Random mixtures: a symmetric Dirichlet distribution over partitions.
public struct Dirichlet: Hashable, Sendable {
    /// Sorted, without repetition: the draw does not depend on the order in which names were given.
    public let partitions: [String]
    /// 1 is uniform over the simplex; smaller values favour its corners, larger ones its middle.
    public let concentration: Double

    /// - Throws: `MixtureError` without partitions, or for a concentration that is not above 0.
    public init(over partitions: some Collection<String>, concentration: Double = 1) throws(MixtureError) {
        self.partitions = Set(partitions).sorted()
        self.concentration = concentration
        guard !self.partitions.isEmpty else {
            throw MixtureError(faults: [.init(partition: nil, detail: "is empty: name at least one partition")])
        }
        guard concentration.isFinite, concentration > 0 else {
            throw MixtureError(
                faults: [
                    .init(partition: nil, detail: "the concentration is \(concentration); expected a number above 0")
                ])
        }
    }

    /// Draws `count` mixtures, the same for the same seed.
    public func mixtures(_ count: Int, seed: UInt64) -> [Mixture] {
        var generator = SeededGenerator(seed: seed)
        return (0..<max(0, count)).map { _ in mixture(using: &generator) }
    }

    /// Draws one mixture.
    public func mixture(using generator: inout some RandomNumberGenerator) -> Mixture {
        // Gamma variates by their logarithms: for small concentrations they all underflow to 0.
        var logarithms: [Double] = []
        for _ in partitions { logarithms.append(Dirichlet.logGamma(concentration, using: &generator)) }
        let largest = logarithms.max() ?? 0
        let shares = logarithms.map { exp($0 - largest) }
        let sum = shares.reduce(0, +)
        return Mixture(unchecked: Dictionary(uniqueKeysWithValues: zip(partitions, shares.map { $0 / sum })))
    }

    /// The logarithm of a gamma variate of the shape given and scale 1 (Marsaglia and Tsang, "A Simple Method for Generating Gamma
    /// Variables", 2000; shapes below 1 by the boost of its section 6).
    static func logGamma(_ shape: Double, using generator: inout some RandomNumberGenerator) -> Double {
        if shape < 1 {
            let boost = log(generator.unit()) / shape
            return logGamma(shape + 1, using: &generator) + boost
        }
        let d = shape - 1.0 / 3.0
        let c = 1 / (9 * d).squareRoot()
        while true {
            let normal = (-2 * log(generator.unit())).squareRoot() * cos(2 * Double.pi * generator.unit())
            let root = 1 + c * normal
            guard root > 0 else { continue }
            let v = root * root * root
            if log(generator.unit()) < 0.5 * normal * normal + d - d * v + d * log(v) { return log(d * v) }
        }
    }
}

extension RandomNumberGenerator {
    /// Uniform in (0, 1]: the top 53 bits, never 0, so that its logarithm is finite.
    fileprivate mutating func unit() -> Double {
        Double((next() >> 11) + 1) * 0x1p-53
    }
}
