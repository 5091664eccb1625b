/// Decompositions, combining classes and compositions.
enum NormalFormTables {
    private static let canonicalEntries = UnicodeTables.mapping(UnicodeTables.canonicalDecompositions)
    private static let compatibleEntries = UnicodeTables.mapping(UnicodeTables.compatibilityDecompositions)
    private static let classEntries: [(scalar: UInt32, value: UInt16)] = {
        let table = UnicodeTables.combiningClasses
        let text = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        return text.split(separator: UInt8(ascii: ";")).enumerated().flatMap { index, runs in
            UnicodeTables.runs(in: runs).joined().map { ($0, UInt16(index + 1)) }
        }
    }()
    private static let pairs = UnicodeTables.pairs(UnicodeTables.compositions)

    /// Scalars that have a canonical decomposition; Hangul left out.
    static let canonical = canonicalEntries.map(\.scalar)
    /// Scalars whose compatibility decomposition is another than the canonical.
    static let compatible = compatibleEntries.map(\.scalar) + notComposedAgain
    /// Scalars that decompose, and that no pair composes to.
    static let notComposedAgain: [UInt32] = {
        let composites = Set(pairs.map(\.to))
        return canonical.filter { !composites.contains($0) }
    }()
    /// Scalars whose combining class is not 0.
    static let marks = classEntries.map(\.scalar)
    /// Scalars that are joined with one before them.
    static let seconds = pairs.map(\.second)

    private static let decompositionIndex = ScalarTable(
        canonicalEntries.enumerated().map { ($1.scalar, UInt16($0 + 1)) })
    private static let compatibilityIndex = ScalarTable(
        compatibleEntries.enumerated().map { ($1.scalar, UInt16($0 + 1)) })
    private static let classes = ScalarTable(classEntries)
    private static let composites = Dictionary(
        uniqueKeysWithValues: pairs.map { (UInt64($0.first) << 32 | UInt64($0.second), $0.to) })

    /// Adds a scalar's whole decomposition.
    static func decompose(_ scalar: UInt32, isCompatible: Bool, into scalars: inout [UInt32]) {
        if (0xAC00...0xD7A3).contains(scalar) {
            let index = scalar - 0xAC00
            scalars.append(0x1100 + index / 588)
            scalars.append(0x1161 + index % 588 / 28)
            if index % 28 > 0 { scalars.append(0x11A7 + index % 28) }
            return
        }
        if isCompatible, case let index = Int(compatibilityIndex[scalar]), index > 0 {
            scalars += compatibleEntries[index - 1].to
        } else if case let index = Int(decompositionIndex[scalar]), index > 0 {
            scalars += canonicalEntries[index - 1].to
        } else {
            scalars.append(scalar)
        }
    }

    /// Sorts runs of marks by their classes; equal ones stay in order.
    static func reorder(_ scalars: inout [UInt32]) {
        var start = 0
        while start < scalars.count {
            var end = start
            while end < scalars.count, classes[scalars[end]] > 0 { end += 1 }
            if end - start > 1 {
                let sorted = scalars[start..<end].enumerated().sorted {
                    (classes[$0.element], $0.offset) < (classes[$1.element], $1.offset)
                }
                scalars.replaceSubrange(start..<end, with: sorted.map(\.element))
            }
            start = end + 1
        }
    }

    /// Joins every starter with what follows it and is not blocked.
    static func compose(_ scalars: inout [UInt32]) {
        var kept = 0
        var starter = -1
        var lastClass: UInt16 = 0
        for scalar in scalars {
            let ownClass = classes[scalar]
            let isAdjacent = starter == kept - 1
            if starter >= 0, isAdjacent || lastClass != 0 && lastClass < ownClass,
                let composite = composite(scalars[starter], scalar)
            {
                scalars[starter] = composite
                continue
            }
            if ownClass == 0 { starter = kept }
            lastClass = ownClass
            scalars[kept] = scalar
            kept += 1
        }
        scalars.removeSubrange(kept...)
    }

    private static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        }
        if (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(second) {
            return first + second - 0x11A7
        }
        return composites[UInt64(first) << 32 | UInt64(second)]
    }
}
