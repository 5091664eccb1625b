/// What is known of how far partition models may move from their base before a merge's score loses its level.
///
/// δ = ‖Θ−Θ0‖ / (‖Θ‖+‖Θ0‖). The ratio of a merge's level to that of the really trained model was measured to be 1.0 at
/// δ = 3 %, and 0.75 to 0.82 at δ = 10 %: the further partition models have moved, the more the level is biased.
public enum KnownDisplacement {
    /// Up to here the level was measured to be right.
    public static let safe = 0.03
    /// Here the level was measured to be wrong; nothing is known of what lies beyond.
    public static let biased = 0.10

    /// What is wrong with merging a model that has moved this far; `nil` within the range that is known to be safe.
    public static func warning(about delta: Double) -> String? {
        let seen = "δ is \(percent(delta))"
        switch delta {
        case 0: return "\(seen): the model is the base itself, so its partition has no share in any merge"
        case ...safe: return nil
        case ..<biased:
            return
                "\(seen), more than the \(percent(safe)) up to which a merge's level was measured to be right; at "
                + "\(percent(biased)) it was 0.75 to 0.82 of the trained model's. Rely on the order of mixtures, not on "
                + "the level, or train the partition model shorter or at a lower rate"
        default:
            return
                "\(seen): at \(percent(biased)) a merge's level was measured to be 0.75 to 0.82 of the trained model's, "
                + "and nothing is known of what lies beyond. Hold estimates against reference runs, or train the "
                + "partition model shorter or at a lower rate"
        }
    }

    private static func percent(_ share: Double) -> String {
        let hundredths = (share * 10_000).rounded()
        let whole = hundredths.truncatingRemainder(dividingBy: 100) == 0
        return (whole ? "\(Int(hundredths / 100))" : "\(hundredths / 100)") + " %"
    }
}
