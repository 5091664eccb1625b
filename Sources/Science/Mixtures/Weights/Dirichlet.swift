#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif
package import Randomness

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
        var generator = SeededGenerator(seed: seed, purpose: .dirichletMixtures)
        return (0..<max(0, count)).map { _ in mixture(using: &generator) }
    }

    /// Draws one mixture.
    package func mixture(using generator: inout SeededGenerator) -> Mixture {
        // Gamma variates by their logarithms: for small concentrations they all underflow to 0.
        var logarithms: [Double] = []
        for _ in partitions { logarithms.append(generator.logGamma(concentration)) }
        let largest = logarithms.max() ?? 0
        let shares = logarithms.map { exp($0 - largest) }
        let sum = shares.reduce(0, +)
        return Mixture(unchecked: Dictionary(uniqueKeysWithValues: zip(partitions, shares.map { $0 / sum })))
    }
}
