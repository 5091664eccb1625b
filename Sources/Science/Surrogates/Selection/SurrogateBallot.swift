import Mixtures

/// The choice among forms by their held-out errors on some rows: what is done on all rows for the surrogate, and again
/// on the rows of all other folds for what is said of each fold.
///
/// The forms themselves are not fitted again for that, so it costs next to nothing. What is predicted of a fold by a
/// form that was chosen on the others is then free of the choice, which is where reported errors were too small.
struct SurrogateBallot: Sendable {
    let forms: [SurrogateForm]
    /// What each form predicted of every row without having seen it.
    let held: [[Double]]
    let losses: [Double]
    let choice: RegressorChoice

    struct Outcome: Sendable {
        /// Forms by their place, with shares that sum to 1.
        var members: [(index: Int, share: Double)]
        var isBlend: Bool
        /// Root mean squared, of the rows that it was chosen by.
        var error: Double
        /// What a blend predicted of the rows chosen by, 0 for others; `nil` where none was weighed.
        var blendPredictions: [Double]?
    }

    /// - Parameter parts: The rows to choose by, fold by fold; no fold is empty.
    func chosen(of parts: [[Int]]) throws -> Outcome {
        let rows = parts.flatMap { $0 }.sorted()
        let errors = held.map { error($0, on: rows) }
        let best = Regressor.allCases.compactMap { regressor in
            forms.indices.filter { forms[$0].regressor == regressor }.min { errors[$0] < errors[$1] }
        }
        guard let leading = best.min(by: { errors[$0] < errors[$1] }) else {
            return Outcome(members: [], isBlend: false, error: .infinity)
        }
        var outcome = Outcome(members: [(leading, 1)], isBlend: false, error: errors[leading])
        guard choice == .auto || choice == .one(.blend), best.count > 1, parts.count > 1 else { return outcome }
        let predictions = try blend(best, parts: parts)
        outcome.blendPredictions = predictions
        let blended = self.error(predictions, on: rows)
        guard choice == .one(.blend) || blended < outcome.error else { return outcome }
        let shares = try BlendSurrogate.shares(held: best.map { held[$0] }, losses: losses, rows: rows)
        outcome.members = zip(best, shares).filter { $0.1 > 0 }.map { (index: $0.0, share: $0.1) }
        outcome.isBlend = true
        outcome.error = blended
        return outcome
    }

    /// What is predicted of every row by what is chosen without its fold.
    func nested(_ parts: [[Int]]) throws -> [Double] {
        var predictions = [Double](repeating: 0, count: losses.count)
        for (fold, rows) in parts.enumerated() {
            var others = parts
            others.remove(at: fold)
            let outcome = try chosen(of: others)
            for row in rows { predictions[row] = outcome.members.reduce(0) { $0 + $1.share * held[$1.index][row] } }
        }
        return predictions
    }

    /// A weighted mean of each regressor's best form.
    ///
    /// What it predicts of a fold has shares from the other folds alone, so that its figure is held out as the others'
    /// are.
    private func blend(_ best: [Int], parts: [[Int]]) throws -> [Double] {
        let members = best.map { held[$0] }
        var predictions = [Double](repeating: 0, count: losses.count)
        for (fold, rows) in parts.enumerated() {
            let others = parts.indices.filter { $0 != fold }.flatMap { parts[$0] }.sorted()
            let shares = try BlendSurrogate.shares(held: members, losses: losses, rows: others)
            for row in rows { predictions[row] = zip(shares, members).reduce(0) { $0 + $1.0 * $1.1[row] } }
        }
        return predictions
    }

    private func error(_ predictions: [Double], on rows: [Int]) -> Double {
        HeldOut.rootMeanSquare(rows.map { predictions[$0] - losses[$0] })
    }
}
