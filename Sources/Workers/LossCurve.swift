import API

/// A training run's loss curve, thinned so that the curve of a long run stays small.
///
/// Which steps are kept follows from the number of steps alone, so a resumed run keeps the same ones.
struct LossCurve: Hashable, Sendable {
    /// About how many points a whole run keeps.
    static let points = 500

    let steps: Int
    private(set) var kept: [LossPoint]

    init(steps: Int, kept: [LossPoint] = []) {
        self.steps = steps
        self.kept = kept
    }

    /// Adds a step's loss.
    ///
    /// - Parameter step: steps done, from 1.
    /// - Returns: the point, if it is one of those that are kept.
    @discardableResult
    mutating func add(step: Int, loss: Double) -> LossPoint? {
        let interval = max(1, (steps + Self.points - 1) / Self.points)
        guard step == 1 || step == steps || step % interval == 0 else { return nil }
        let point = LossPoint(step: step, loss: loss)
        kept.append(point)
        return point
    }
}
