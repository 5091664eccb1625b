import Mixtures

extension FidelityTable.Row {
    init(
        subject: FidelitySubject, points: [FidelityTable.Point], singles: [String: Score],
        drawing: FidelityTable.Drawing
    ) {
        let columns = FidelityColumns(subject: subject, points: points, singles: singles)
        name = subject.name
        macro = subject.objective == .macro
        own = subject.ownPartition
        level = FidelityTable.Level(estimates: columns[.merge], references: columns.found)
        ensemble = FidelityTable.Level(estimates: columns[.ensemble], references: columns.found)
        let noise = columns.runs.flatMap { RunNoise(of: $0) }
        self.noise = noise
        calibrations = columns.calibrations(noise: noise)
        disagreement = columns.disagreement
        let sizes = Set(points.map(\.mixture.size)).sorted()
        var scopes: [FidelityTable.Scope] = [.all] + sizes.map { .size($0) }
        if subject.ownPartition != nil { scopes.append(.lacking) }
        groups = scopes.map { scope in
            let members = points.indices.filter { scope.holds(points[$0].mixture, subject: subject) }
            // The same resamples for every predictor and domain, so that their figures can be compared.
            let resamples = Agreement.resamples(drawing.resamples, of: members.count, seed: drawing.seed)
            let ceiling = columns.ceiling(over: members, noise: noise)
            return FidelityTable.Group(
                scope: scope, points: members.count, ceiling: ceiling,
                rankceiling: ceiling.map(RunNoise.rankCeiling),
                entries: Predictor.allCases.map { columns.entry($0, over: members, resamples: resamples) })
        }
    }
}

extension FidelityTable.Level {
    /// `nil` unless every mixture has both.
    fileprivate init?(estimates: [Double?], references: [Double?]) {
        let pairs = zip(estimates, references).compactMap { estimate, reference in
            estimate.flatMap { estimate in reference.map { (estimate, $0) } }
        }
        guard !pairs.isEmpty, pairs.count == references.count else { return nil }
        let count = Double(pairs.count)
        estimated = pairs.reduce(0) { $0 + $1.0 } / count
        reference = pairs.reduce(0) { $0 + $1.1 } / count
        bias = pairs.reduce(0) { $0 + ($1.0 - $1.1) } / count
    }
}

/// What was predicted and found of one subject, a place for each mixture; `nil` where something has no score.
private struct FidelityColumns {
    /// Mean over the runs of a mixture.
    let found: [Double?]
    /// Each mixture's runs; `nil` when one of them lacks the domain.
    let runs: [[Double]]?
    private let predicted: [Predictor: [Double?]]
    private let whyNotBoth: String

    init(subject: FidelitySubject, points: [FidelityTable.Point], singles: [String: Score]) {
        let losses = points.map { point -> [Double]? in
            let values = point.references.compactMap(subject.objective.value)
            return values.count == point.references.count ? values : nil
        }
        let complete = losses.compactMap(\.self)
        runs = complete.count == losses.count ? complete : nil
        found = losses.map { $0.map { $0.reduce(0, +) / Double($0.count) } }
        var values: [Predictor: [Double?]] = [:]
        for predictor in Predictor.allCases {
            values[predictor] = points.map { predictor.value(for: $0, singles: singles, subject: subject) }
        }
        let estimators = [Predictor.merge, .ensemble].compactMap { Self.complete(values[$0]) }
        if let runs, estimators.count == 2, runs.count >= Calibration.leastPointsOfBoth {
            let means = runs.map { $0.reduce(0, +) / Double($0.count) }
            values[.both] = Calibration.leftOut(.affine, columns: estimators, found: means)
        }
        predicted = values
        whyNotBoth =
            estimators.count == 2
            ? "\(points.count) points; combining two estimators needs \(Calibration.leastPointsOfBoth)"
            : Predictor.both.whyMissing
    }

    subscript(predictor: Predictor) -> [Double?] { predicted[predictor] ?? [] }

    /// All values, or `nil` when one is missing.
    private static func complete(_ values: [Double?]?) -> [Double]? {
        let present = (values ?? []).compactMap(\.self)
        return present.count == values?.count ? present : nil
    }

    /// Agreement of the predictions with the references over some of the mixtures.
    func entry(_ predictor: Predictor, over members: [Int], resamples: [[Double]]) -> FidelityTable.Entry {
        func undefined(_ reason: String) -> FidelityTable.Entry {
            FidelityTable.Entry(
                predictor: predictor, correlation: Correlation(undefined: reason),
                agreement: Agreement(undefined: reason))
        }
        guard let found = Self.complete(members.map { found[$0] }) else {
            return undefined("a reference run has no score of this domain")
        }
        guard let values = Self.complete(members.map { self[predictor][$0] }) else {
            return undefined(predictor == .both ? whyNotBoth : predictor.whyMissing)
        }
        guard (values + found).allSatisfy(\.isFinite) else { return undefined("a value is not finite") }
        return FidelityTable.Entry(
            predictor: predictor, correlation: Correlation(of: zip(values, found).map { (predicted: $0, found: $1) }),
            agreement: Agreement(of: PairSample(predicted: values, found: found), resamples: resamples))
    }

    func ceiling(over members: [Int], noise: RunNoise?) -> Double? {
        guard let noise, let runs, let found = Self.complete(members.map { found[$0] }) else { return nil }
        return noise.ceiling(found: found, runs: members.map { runs[$0].count })
    }

    func calibrations(noise: RunNoise?) -> [Calibration] {
        var ways: [(Predictor, Calibration.Method)] = []
        for predictor in [Predictor.merge, .ensemble] {
            ways += Calibration.Method.allCases.map { (predictor, $0) }
        }
        ways.append((.both, .affine))
        return ways.map { predictor, method in
            let estimators: [Predictor] = predictor == .both ? [.merge, .ensemble] : [predictor]
            let columns = estimators.compactMap { Self.complete(predicted[$0]) }
            guard let found = Self.complete(found), let runs else {
                return Calibration(
                    predictor, method, points: 0, undefined: "a reference run has no score of this domain")
            }
            guard columns.count == estimators.count else {
                return Calibration(predictor, method, points: 0, undefined: predictor.whyMissing)
            }
            return Calibration(
                predictor, method, columns: columns, found: found, runs: runs.map(\.count), noise: noise)
        }
    }

    var disagreement: EstimatorDisagreement? {
        guard let merge = Self.complete(predicted[.merge]), let ensemble = Self.complete(predicted[.ensemble]) else {
            return nil
        }
        return EstimatorDisagreement(merge: merge, ensemble: ensemble, found: Self.complete(found))
    }
}
