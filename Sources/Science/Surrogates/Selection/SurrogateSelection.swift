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
        /// The standard deviation that its predictions have.
        let residual: Double
    }

    let members: [Member]
    let isBlend: Bool
    /// Of predictions for which the choice was made again without the rows they are of.
    ///
    /// The least of many errors is below what it is of on other rows, so the error that a form was chosen by says too
    /// little of what it does next.
    let heldOut: HeldOut
    let predictions: [Double]
    /// Of each regressor's best form, and of the blend where one was weighed; each by itself.
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
        let ballot = SurrogateBallot(
            forms: all.map(\.form), held: all.map(\.predictions), losses: losses, choice: choice)
        let chosen = try ballot.chosen(of: folds.parts)
        isBlend = chosen.isBlend
        let nested = try ballot.nested(folds.parts)
        predictions = nested
        let form = isBlend ? nil : all[chosen.members[0].index].form
        heldOut = HeldOut(form?.regressor ?? .blend, features: form?.features, predictions: nested, losses: losses)
        let plain = chosen.error
        let scale = plain > 0 ? (heldOut.rootMeanSquaredError ?? plain) / plain : 1
        members = chosen.members.map {
            Member(form: all[$0.index].form, share: $0.share, residual: all[$0.index].error * max(1, scale))
        }
        candidates =
            SurrogateSelection.figures(best: best, order: order, trials: trials)
            + (chosen.blendPredictions.map { [HeldOut(.blend, features: nil, predictions: $0, losses: losses)] } ?? [])
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
}
