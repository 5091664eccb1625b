/// How often, and which, things are measured.
struct Rounds {
    /// Those that are kept; one more comes first, to warm caches.
    let count: Int
    /// Rounds that slow contenders take part in.
    let slowCount: Int
    /// Words of which a contender's name must hold one; every contender if empty.
    let only: [String]

    /// Measures the contenders in turn, round after round, so that a busy moment burdens all alike.
    func measure(_ contenders: [Contender]) throws -> Measurements {
        var measurements = Measurements()
        let chosen = contenders.filter { contender in only.isEmpty || only.contains { contender.name.contains($0) } }
        for round in 0...count {
            for contender in chosen where !contender.isSlow || (1...slowCount).contains(round) {
                let value = try contender.measure()
                if round > 0 { measurements.add(value, contender.unit, to: contender.name) }
            }
        }
        return measurements
    }
}
