import Mixtures

/// Which forms a loss is predicted by, from what each predicted without having seen it.
struct SurrogateSelection: Sendable {
    /// A form with its held-out predictions, one a row.
    struct Candidate: Sendable {
        let form: SurrogateForm
        let predictions: [Double]
        let heldOut: HeldOut

        /// Root mean squared.
        var error: Double { heldOut.rootMeanSquaredError ?? .infinity }
    }

    struct Member: Sendable {
        let form: SurrogateForm
        let share: Double
        let heldOut: HeldOut
    }

    let members: [Member]
    let isBlend: Bool
    /// Of what the members predict together.
    let heldOut: HeldOut
    let predictions: [Double]
    /// Of each regressor's best form, and of the blend where one was weighed.
    let candidates: [HeldOut]
    /// The single form with the least error.
    let leading: Candidate

    init(
        losses: [Double], trials: [SurrogateForm: HeldOutSearch.Trial], order: [SurrogateForm],
        choice: RegressorChoice, folds: Folds, name: String
    ) throws {
        let all = order.compactMap { SurrogateSelection.candidate($0, trials[$0], losses: losses) }
        let best = SurrogateSelection.bestForms(of: all)
        guard let leading = best.min(by: { $0.error < $1.error }) else {
            let reasons = Set(order.compactMap { SurrogateSelection.reason(trials[$0]) }).sorted()
            throw SurrogateError.arithmetic(
                order.first?.regressor ?? .linear, loss: name, cause: reasons.joined(separator: "; "))
        }
        self.leading = leading
        var candidates = SurrogateSelection.figures(best: best, order: order, trials: trials)
        var blend: (members: [Member], heldOut: HeldOut, predictions: [Double])?
        if choice == .auto || choice == .one(.blend) {
            blend = try SurrogateSelection.blend(best, losses: losses, folds: folds)
            if let blend { candidates.append(blend.heldOut) }
        }
        self.candidates = candidates
        if let blend, choice == .one(.blend) || (blend.heldOut.rootMeanSquaredError ?? .infinity) < leading.error {
            (members, heldOut, predictions) = blend
            isBlend = true
        } else {
            members = [Member(form: leading.form, share: 1, heldOut: leading.heldOut)]
            (heldOut, predictions) = (leading.heldOut, leading.predictions)
            isBlend = false
        }
    }

    private static func candidate(
        _ form: SurrogateForm, _ trial: HeldOutSearch.Trial?, losses: [Double]
    ) -> Candidate? {
        guard case .predictions(let predictions, _)? = trial else { return nil }
        return Candidate(
            form: form, predictions: predictions,
            heldOut: HeldOut(form.regressor, features: form.features, predictions: predictions, losses: losses))
    }

    private static func reason(_ trial: HeldOutSearch.Trial?) -> String? {
        guard case .unavailable(let reason)? = trial else { return nil }
        return reason
    }

    /// The form with the least error of each regressor, in the regressors' order; the first of equals.
    private static func bestForms(of all: [Candidate]) -> [Candidate] {
        Regressor.allCases.compactMap { regressor in
            all.filter { $0.form.regressor == regressor }.min { $0.error < $1.error }
        }
    }

    private static func figures(
        best: [Candidate], order: [SurrogateForm], trials: [SurrogateForm: HeldOutSearch.Trial]
    ) -> [HeldOut] {
        Regressor.allCases.compactMap { regressor in
            if let found = best.first(where: { $0.form.regressor == regressor }) { return found.heldOut }
            let reasons = order.filter { $0.regressor == regressor }.compactMap { reason(trials[$0]) }
            return reasons.first.map { HeldOut(regressor, unavailable: $0) }
        }
    }

    /// A weighted mean of each regressor's best form.
    ///
    /// What it predicts of a fold has shares from the other folds alone, so that its figure is held out as the others'
    /// are.
    private static func blend(
        _ best: [Candidate], losses: [Double], folds: Folds
    ) throws -> (members: [Member], heldOut: HeldOut, predictions: [Double])? {
        guard best.count > 1 else { return nil }
        let held = best.map(\.predictions)
        var predictions = [Double](repeating: 0, count: losses.count)
        for (fold, rows) in folds.parts.enumerated() {
            let others = folds.training(without: fold, of: losses.count)
            let shares = try BlendSurrogate.shares(held: held, losses: losses, rows: others)
            for row in rows { predictions[row] = zip(shares, held).reduce(0) { $0 + $1.0 * $1.1[row] } }
        }
        let shares = try BlendSurrogate.shares(held: held, losses: losses, rows: Array(losses.indices))
        let members = zip(best, shares).filter { $0.1 > 0 }.map {
            Member(form: $0.0.form, share: $0.1, heldOut: $0.0.heldOut)
        }
        return (members, HeldOut(.blend, features: nil, predictions: predictions, losses: losses), predictions)
    }
}
