internal import Algorithms

/// All subsets of given sizes: the candidates of a data ablation.
public enum Subsets {
    /// The subsets of `names` with `size` members: members sorted, subsets in order of their members.
    ///
    /// Empty when `size` is below 1 or above the number of names.
    public static func all(of names: some Collection<String>, size: Int) -> [[String]] {
        guard size >= 1 else { return [] }
        return Array(Set(names).sorted().combinations(ofCount: size))
    }

    /// Uniform mixtures over every subset of the sizes given, smaller sizes first, each size once.
    public static func mixtures(of names: some Collection<String>, sizes: some Collection<Int>) -> [Mixture] {
        let names = Set(names)
        return Set(sizes).sorted().flatMap { size in
            all(of: names, size: size).map { subset in
                Mixture(unchecked: Dictionary(uniqueKeysWithValues: subset.map { ($0, 1 / Double(size)) }))
            }
        }
    }

    /// The number of subsets of `size` members among `count`; `nil` when it is beyond an `Int`.
    public static func count(of count: Int, size: Int) -> Int? {
        guard size >= 0, size <= count else { return 0 }
        var result = 1
        for step in 0..<min(size, count - size) {
            let (product, overflow) = result.multipliedReportingOverflow(by: count - step)
            if overflow { return nil }
            result = product / (step + 1)
        }
        return result
    }
}
