import API

/// A training run's loss curve, thinned so that the curve of a long run stays small.
///
/// Which steps are kept follows from the number of steps alone, so a resumed run keeps the same ones.
struct LossCurve: Hashable, Sendable {
    /// About how many points a whole run keeps.
    static let points = 500

    /// The steps of the whole run.
    let steps: Int

    /// The points among steps that have been taken.
    ///
    /// - Parameters:
    ///   - losses: of every step so far, in nats a token.
    ///   - known: how many of the steps have been looked at before; their points are left out.
    func points(of losses: [Float], after known: Int = 0) -> [LossPoint] {
        (known..<max(known, losses.count)).filter(keeps).map { LossPoint(step: $0 + 1, loss: Double(losses[$0])) }
    }

    /// Whether the point of a step, counted from 0, is kept.
    private func keeps(_ index: Int) -> Bool {
        let step = index + 1
        let interval = max(1, (steps + Self.points - 1) / Self.points)
        return step == 1 || step == steps || step % interval == 0
    }
}
