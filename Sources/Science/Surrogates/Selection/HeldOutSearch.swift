import Mixtures
import Parallelism
import Randomness
import Synchronization

/// The trials of one call of ``SurrogateChoice``: every form fitted without each fold and asked for it, the work cut
/// into pieces for threads.
///
/// ``SurrogateSelection`` chooses from the trials, and a ``SurrogateFit`` is what was chosen, fitted on every row.
struct HeldOutSearch: Sendable {
    let weights: [[Double]]
    /// A column a loss.
    let columns: [[Double]]
    let names: [String]
    let choice: RegressorChoice
    let folds: Folds
    let seed: UInt64
    let threads: Int

    /// What a form predicted of every row without having seen it, or why it did not.
    enum Trial: Sendable {
        case predictions([Double], kernel: GaussianProcessKernel?)
        case unavailable(String)
    }

    var dimension: Int { weights.first?.count ?? 0 }

    func fits() throws -> [SurrogateFit] {
        let forms = SurrogateForm.forms(of: choice)
        let open = forms.filter { obstacle($0) == nil }
        // Every row but those of a fold, fold by fold; all rows last.
        let plain = folds.parts.indices.map { fold in
            EvidencePart(rows: folds.training(without: fold, of: weights.count), of: weights)
        }
        let parts = try addDesigns(
            to: plain + [EvidencePart(rows: Array(weights.indices), of: weights)],
            shapes: Set(open.compactMap(\.shape)))
        let trials = try heldOutTrials(forms: open, parts: parts)
        return try map(names.count) { loss in
            guard varies(columns[loss]) else { return constant(loss) }
            var known = trials[loss]
            for form in forms { if let reason = obstacle(form) { known[form] = .unavailable(reason) } }
            let selection = try SurrogateSelection(
                losses: columns[loss], trials: known, order: forms, choice: choice, folds: folds, name: names[loss])
            return try fit(loss, selection, parts: parts, trials: known)
        }
    }

    /// Why a form does not serve this table; `nil` when it does.
    private func obstacle(_ form: SurrogateForm) -> String? {
        let need = Folds.least(training: form.need(weights: dimension))
        if folds.distinct < need || folds.leastTraining < form.need(weights: dimension) {
            return "\(folds.distinct) different mixtures; expected at least \(need)"
        }
        return form.limit(rows: weights.count, weights: dimension)
    }

    private func addDesigns(to parts: [EvidencePart], shapes: Set<RidgeShape>) throws -> [EvidencePart] {
        let pieces = parts.indices.flatMap { part in shapes.map { (part: part, shape: $0) } }
        let designs = try map(pieces.count) { index in
            try RidgeDesign(
                parts[pieces[index].part].weights, features: pieces[index].shape.features,
                degree: pieces[index].shape.degree)
        }
        var parts = parts
        for (piece, design) in zip(pieces, designs) { parts[piece.part].designs[piece.shape] = design }
        return parts
    }

    /// By loss and form.
    ///
    /// The costliest come first, so that no thread is left with one at the end.
    private func heldOutTrials(
        forms: [SurrogateForm], parts: [EvidencePart]
    ) throws -> [[SurrogateForm: Trial]] {
        let order = forms.sorted { $0.regressor.cost > $1.regressor.cost }
        let pieces = order.flatMap { form in
            names.indices.filter { varies(columns[$0]) }.map { (form: form, loss: $0) }
        }
        let found = try map(pieces.count) { index in
            try trial(pieces[index].form, loss: pieces[index].loss, parts: parts)
        }
        var trials = [[SurrogateForm: Trial]](repeating: [:], count: names.count)
        for (piece, trial) in zip(pieces, found) { trials[piece.loss][piece.form] = trial }
        return trials
    }

    /// A form that fails is left out of a choice, and an error where it alone was asked for.
    private func trial(_ form: SurrogateForm, loss: Int, parts: [EvidencePart]) throws -> Trial {
        do {
            return try heldOut(form, loss: loss, parts: parts)
        } catch {
            if case .one(form.regressor) = choice {
                throw SurrogateError.arithmetic(form.regressor, loss: names[loss], cause: "\(error)")
            }
            return .unavailable("\(error)")
        }
    }

    private func heldOut(_ form: SurrogateForm, loss: Int, parts: [EvidencePart]) throws -> Trial {
        var predictions = [Double](repeating: 0, count: weights.count)
        // A fold's kernel is sought from the one of the fold before: the search ends where its own rows say.
        var kernel: GaussianProcessKernel?
        for (fold, held) in folds.parts.enumerated() {
            let surrogate = try parts[fold].fit(
                form, losses: columns[loss],
                EvidencePart.Fitting(start: kernel, effort: .fold, seed: seed(of: loss, fold)))
            kernel = (surrogate as? GaussianProcessSurrogate)?.process.kernel
            for (row, mean) in zip(held, try surrogate.means(held.map { weights[$0] })) { predictions[row] = mean }
        }
        guard predictions.allSatisfy(\.isFinite) else { return .unavailable("it predicted a loss that is not finite") }
        return .predictions(predictions, kernel: kernel)
    }

    /// Another stream for every loss and fold.
    func seed(of loss: Int, _ fold: Int) -> UInt64 {
        var generator = SeededGenerator(seed: seed, purpose: .surrogateFits, path: UInt64(loss), UInt64(fold))
        return generator.next()
    }

    /// The results of numbered pieces of work, in their order.
    private func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> Result) throws -> [Result] {
        let results = Mutex<[Int: Result]>([:])
        try ConcurrentPieces.perform(count, threads: threads, makeWorkspace: {}) { _, piece in
            let result = try body(piece)
            results.withLock { $0[piece] = result }
        }
        let found = results.withLock { $0 }
        return (0..<count).compactMap { found[$0] }
    }

    /// More than by rounding.
    private func varies(_ losses: [Double]) -> Bool {
        let (largest, smallest) = (losses.reduce(-.infinity, max), losses.reduce(.infinity, min))
        return largest - smallest > 1e-12 * max(abs(largest), abs(smallest))
    }
}

extension Regressor {
    /// Roughly how much a fit costs beside the others.
    fileprivate var cost: Int {
        switch self {
        case .gaussianProcess: 3
        case .boostedTrees: 2
        case .logLinear: 1
        case .linear, .ridge, .quadraticRidge, .blend: 0
        }
    }
}
