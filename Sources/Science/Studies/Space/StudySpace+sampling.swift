internal import Algorithms
public import Mixtures
internal import Randomness

extension StudySpace {
    /// Points of Sobol's sequence, mapped to the space by the gaps between sorted coordinates: the same for the same
    /// seed, and the later ones do not depend on how many are asked for at once.
    ///
    /// - Parameters:
    ///   - first: The index of the first point.
    ///   - streams: What is drawn from.
    public func sobol(
        _ count: Int, seed: UInt64, first: Int = 0, streams: StreamVersion = .latest
    ) -> [Mixture] {
        sobol(count, seed: seed, first: first, streams: streams, beside: 0).map { mixture($0.weights) }
    }

    /// The units' weights, and further coordinates of the same points, each from 0 to 1.
    ///
    /// - Parameter further: How many; they do not change the weights.
    func sobol(
        _ count: Int, seed: UInt64, first: Int, streams: StreamVersion, beside further: Int
    ) -> [(weights: [Double], beside: [Double])] {
        let own = max(0, units.count - 1)
        let sequence = SobolSequence(dimensions: own + further, seed: seed, streams: streams)
        var sampler = SpaceSampler(self)
        return (first..<first + max(0, count)).map { index in
            var generator = SeededGenerator(seed: seed, purpose: .pointSupport, path: UInt64(max(0, index)))
            let point = sequence.point(index)
            let cuts = [0] + point.prefix(own).sorted() + [1]
            let weights = sampler.weights(for: zip(cuts.dropFirst(), cuts).map { $0 - $1 }, using: &generator)
            return (weights, Array(point.dropFirst(own)))
        }
    }

    /// Random mixtures; without limits from the symmetric Dirichlet distribution of this concentration.
    public func dirichlet(_ count: Int, concentration: Double, seed: UInt64) throws(MixtureError) -> [Mixture] {
        let draw = try Dirichlet(over: units.map(\.name), concentration: concentration)
        var generator = SeededGenerator(seed: seed, purpose: .dirichletMixtures)
        var sampler = SpaceSampler(self)
        return (0..<max(0, count)).map { _ in
            let point = draw.mixture(using: &generator)
            return mixture(sampler.weights(for: units.map { point[$0.name] }, using: &generator))
        }
    }

    /// Uniform mixtures over subsets of the units, each once, those that break a limit left out.
    public func enumerated(_ enumeration: StudyStrategy.Enumeration) -> [Mixture] {
        enumeratedSizes(enumeration).flatMap { size in units.indices.combinations(ofCount: size) }
            .map { subset in mixture(units.indices.map { subset.contains($0) ? 1 / Double(subset.count) : 0 }) }
            .filter(contains)
    }

    /// How many mixtures an enumeration has before limits; `nil` when they are beyond an `Int`.
    public func enumerationCount(_ enumeration: StudyStrategy.Enumeration) -> Int? {
        var total = 0
        for size in enumeratedSizes(enumeration) {
            guard let count = Subsets.count(of: units.count, size: size) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(count)
            if overflow { return nil }
            total = sum
        }
        return total
    }

    private func enumeratedSizes(_ enumeration: StudyStrategy.Enumeration) -> [Int] {
        var sizes = Set(enumeration.sizes)
        if enumeration.singles { sizes.insert(1) }
        if enumeration.pairs { sizes.insert(2) }
        if enumeration.leaveOneOut { sizes.insert(units.count - 1) }
        return sizes.filter { (1...units.count).contains($0) }.sorted()
    }
}
