/// How much higher the loss is between two models than the straight line between them, at its worst.
///
/// max over α of L(α θi + (1−α) θj) − (α L(θi) + (1−α) L(θj)), after Frankle, Dziugaite, Roy and Carbin, "Linear Mode
/// Connectivity and the Lottery Ticket Hypothesis" (2020). A merge tells of training only where its parts lie in one
/// basin: where this is about 0.
public struct LossBarrier: Hashable, Sendable {
    /// The weights of the first model at which the loss is taken.
    public static let weights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    /// A barrier is doubtful above this share of the line's level: the error within which Frankle and others call a
    /// model stable.
    public static let tolerance = 0.02

    /// Bits per byte; below 0 where every merge is better than the line.
    public let height: Double
    /// The first model's weight where it is highest.
    public let weight: Double
    /// The line's level there, bits per byte.
    public let level: Double

    public init(height: Double, weight: Double, level: Double) {
        self.height = height
        self.weight = weight
        self.level = level
    }

    /// - Parameters:
    ///   - first: The loss of the first model alone, bits per byte.
    ///   - second: That of the second.
    ///   - between: The losses of the merges, in order of ``weights``.
    /// - Returns: `nil` unless there is a finite loss for each of the weights.
    public init?(first: Double, second: Double, between: [Double]) {
        guard between.count == LossBarrier.weights.count, (between + [first, second]).allSatisfy(\.isFinite) else {
            return nil
        }
        var worst: (height: Double, weight: Double, level: Double) = (-.infinity, 0, 0)
        for (weight, loss) in zip(LossBarrier.weights, between) {
            let level = weight * first + (1 - weight) * second
            if loss - level > worst.height { worst = (loss - level, weight, level) }
        }
        (height, weight, level) = worst
    }

    /// What is wrong with merging the two; `nil` within the tolerance.
    public var warning: String? {
        guard height > LossBarrier.tolerance * level else { return nil }
        return
            "the loss rises by \(LossBarrier.decimal(height)) bits per byte above the line between the two at weights "
            + "\(weight) and \(LossBarrier.decimal(1 - weight)), more than \(Int(LossBarrier.tolerance * 100)) % of its level of "
            + "\(LossBarrier.decimal(level)): they do not lie in one basin, so the score of their merge is worse than that of a "
            + "model trained on both. Train partition models shorter or at a lower rate, or rely on the ensemble"
    }

    private static func decimal(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}
