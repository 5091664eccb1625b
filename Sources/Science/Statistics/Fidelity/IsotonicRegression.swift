/// The non-decreasing step of least squares through points, linear between its knots and constant beyond them.
///
/// By pooling adjacent violators (Barlow and others, "Statistical Inference under Order Restrictions", 1972). Points
/// that share a place are averaged first.
struct IsotonicRegression: Hashable, Sendable {
    /// Ascending in both.
    let knots: [Calibration.Knot]

    /// - Parameter points: Not empty, finite.
    init(points: [(x: Double, y: Double)]) {
        var blocks: [(first: Double, last: Double, sum: Double, weight: Double)] = []
        var places: [(x: Double, sum: Double, weight: Double)] = []
        for point in points.sorted(by: { $0.x < $1.x }) {
            if let last = places.last, last.x == point.x {
                places[places.count - 1] = (last.x, last.sum + point.y, last.weight + 1)
            } else {
                places.append((point.x, point.y, 1))
            }
        }
        for place in places {
            blocks.append((place.x, place.x, place.sum, place.weight))
            while blocks.count > 1 {
                let last = blocks[blocks.count - 1]
                let previous = blocks[blocks.count - 2]
                guard previous.sum * last.weight >= last.sum * previous.weight else { break }
                blocks.removeLast(2)
                blocks.append((previous.first, last.last, previous.sum + last.sum, previous.weight + last.weight))
            }
        }
        knots = blocks.flatMap { block in
            let y = block.sum / block.weight
            let first = Calibration.Knot(x: block.first, y: y)
            return block.first == block.last ? [first] : [first, Calibration.Knot(x: block.last, y: y)]
        }
    }

    func predicted(_ x: Double) -> Double { Calibration.interpolated(knots, at: x) }
}
