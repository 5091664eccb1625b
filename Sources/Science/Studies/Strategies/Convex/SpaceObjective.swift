/// A function of partitions' weights as one of a space's units.
struct SpaceObjective: ConvexObjective {
    let space: StudySpace
    let partitions: any ConvexObjective

    var dimension: Int { space.units.count }

    func evaluate(_ weights: [Double]) throws -> ConvexValue {
        let found = try partitions.evaluate(space.partitionWeights(weights))
        let slopes = Dictionary(zip(space.partitions, found.gradient)) { first, _ in first }
        let gradient = space.units.map { unit in
            unit.shares.keys.sorted().reduce(0) { $0 + (unit.shares[$1] ?? 0) * (slopes[$1] ?? 0) }
        }
        return ConvexValue(value: found.value, gradient: gradient)
    }
}
