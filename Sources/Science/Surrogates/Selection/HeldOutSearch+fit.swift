import Mixtures
import Randomness

extension HeldOutSearch {
    /// The chosen surrogate of a loss, fitted on every row.
    func fit(
        _ loss: Int, _ selection: SurrogateSelection, parts: [EvidencePart], trials: [SurrogateForm: Trial]
    ) throws -> SurrogateFit {
        let whole = parts[parts.count - 1]
        let members = try selection.members.map { member in
            var fitting = EvidencePart.Fitting(
                residual: member.residual, seed: seed(of: loss, folds.parts.count))
            if case .predictions(_, let kernel?) = trials[member.form] { fitting.start = kernel }
            do {
                return (try whole.fit(member.form, losses: columns[loss], fitting), member.share)
            } catch let error as SurrogateError {
                throw error
            } catch {
                throw SurrogateError.arithmetic(member.form.regressor, loss: names[loss], cause: "\(error)")
            }
        }
        let shares = selection.members.map { ($0.form.regressor, $0.share) }
        return SurrogateFit(
            name: names[loss],
            surrogate: selection.isBlend ? BlendSurrogate(members: members) : members[0].0,
            smallest: columns[loss].reduce(.infinity, min), largest: columns[loss].reduce(-.infinity, max),
            heldOut: selection.heldOut, candidates: selection.candidates,
            shares: selection.isBlend ? Dictionary(shares) { $0 + $1 } : [:],
            gain: try gain(loss, selection.leading, parts: parts),
            heldOutMeans: selection.predictions)
    }

    /// A loss that does not vary is predicted without a regressor.
    func constant(_ loss: Int) -> SurrogateFit {
        let losses = columns[loss]
        let surrogate = ConstantSurrogate(value: losses[0])
        let heldOut = HeldOut(.linear, features: .weights, predictions: losses, losses: losses)
        return SurrogateFit(
            name: names[loss], surrogate: surrogate, smallest: losses[0], largest: losses[0], heldOut: heldOut,
            candidates: [heldOut], shares: [:], gain: nil, heldOutMeans: losses)
    }

    /// Held-out errors of a form fitted on a seeded half of each training part, beside those of fits on all of it.
    private func gain(
        _ loss: Int, _ leading: SurrogateSelection.Candidate, parts: [EvidencePart]
    ) throws -> EvidenceGain? {
        guard folds.leastTraining / 2 >= leading.form.need(weights: dimension) else { return nil }
        var errors: [Double] = []
        var counts = (half: 0, whole: 0)
        for (fold, held) in folds.parts.enumerated() {
            let rows = parts[fold].rows
            var generator = SeededGenerator(seed: seed, purpose: .halves, path: UInt64(fold))
            let drawn = generator.permutation(of: rows.count).prefix(rows.count / 2).map { rows[$0] }.sorted()
            counts = (max(counts.half, drawn.count), max(counts.whole, rows.count))
            let surrogate = try EvidencePart(rows: drawn, of: weights).fit(
                leading.form, losses: columns[loss],
                EvidencePart.Fitting(effort: .fold, seed: seed(of: loss, fold)))
            let means = try surrogate.means(held.map { weights[$0] })
            errors += zip(means, held).map { $0 - columns[loss][$1] }
        }
        return EvidenceGain(
            halfCount: counts.half, wholeCount: counts.whole, halfError: HeldOut.rootMeanSquare(errors),
            wholeError: leading.error)
    }
}
