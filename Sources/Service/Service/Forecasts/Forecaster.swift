import API
import Mixtures
import Statistics
import Storage
import StrictJSON

/// Predicts what mixtures will be found to be, and finds everything that stands in the way.
///
/// Lives within one transaction.
struct Forecaster {
    private let body: ForecastCreation
    private let table: FidelityTable
    private let range: CalibrationRange
    private let pool: PoolView
    private let set: EvaluationSetRecord
    private let transaction: Transaction
    private let findings: Findings
    private let runs: [ReferenceRunRecord]

    init(
        _ body: ForecastCreation, _ material: ForecastMaterial, pool: PoolView, set: EvaluationSetRecord,
        in transaction: Transaction, _ findings: Findings
    ) throws {
        self.body = body
        table = material.table
        range = material.range
        self.pool = pool
        self.set = set
        self.transaction = transaction
        self.findings = findings
        runs = try transaction.allReferenceRuns(of: pool.record.id)
    }

    func mixtures() throws -> [ForecastMixture] {
        checkCalibration()
        var seen: [Mixture] = []
        return try body.mixtures.enumerated().compactMap { index, weights in
            let place = JSONPointer.root.appending("mixtures").appending(index)
            guard
                let mixture = findings.mixture(
                    weights, partitions: pool.partitionNames, normalize: false, at: place)
            else { return nil }
            if seen.contains(mixture) { findings.add(place, "stands in the list already; expected each mixture once") }
            seen.append(mixture)
            if let run = runs.first(where: { $0.isOf(mixture) }) {
                findings.add(
                    place, "has a reference run already (\(run.id)): a forecast comes before what it predicts")
                return nil
            }
            return try forecast(mixture, at: place)
        }
    }

    private var predictor: Predictor {
        switch body.predictor {
        case .merge: .merge
        case .ensemble: .ensemble
        case .both: .both
        }
    }

    private var method: Calibration.Method {
        switch body.calibration {
        case .none: .none
        case .affine: .affine
        case .isotonic: .isotonic
        }
    }

    /// The domains, then macro.
    private var names: [String?] { self.set.domains.map(\.domain) + [nil] }

    private func calibration(_ name: String?) -> Calibration? {
        table.row(name)?.calibration(predictor, method)
    }

    private func checkCalibration() {
        guard body.calibration != .none else { return }
        let place = JSONPointer.root.appending("calibration")
        for name in names {
            let calibration = calibration(name)
            if let calibration, calibration.undefined == nil { continue }
            let reason =
                calibration?.undefined ?? "no reference run has both an estimate and a score on this evaluation set yet"
            findings.add(place, "is not there for \(name.map { "\"\($0)\"" } ?? "macro"): \(reason)")
            return
        }
    }

    private func forecast(_ mixture: Mixture, at place: JSONPointer) throws -> ForecastMixture? {
        let merge = try transaction.score(of: pool.candidate(mixture), on: set)
        let ensemble = try transaction.ensembleScore(of: mixture, in: pool, on: set)
        for (isNeeded, score, estimator) in [
            (body.predictor != .ensemble, merge, "merge"), (body.predictor != .merge, ensemble, "ensemble"),
        ] where isNeeded && score == nil {
            findings.add(place, "has no score by \(estimator) on this evaluation set yet: evaluate it first")
        }
        // Beyond what the reference runs hold, their errors bound nothing: a number without an interval, and why.
        let beyond = range.beyond(mixture)
        let values = names.compactMap { name -> ForecastValue? in
            let objective = name.map(Objective.domain) ?? .macro
            let estimates = (merge.flatMap(objective.value), ensemble.flatMap(objective.value))
            let calibration = calibration(name)
            let raw = predictor == .ensemble ? estimates.1 : estimates.0
            let predicted =
                body.calibration == .none
                ? raw : calibration?.predicted(merge: estimates.0, ensemble: estimates.1)
            return predicted.map { predicted in
                ForecastValue(
                    name: name ?? "macro", macro: name == nil, predicted: predicted,
                    margin: beyond.isEmpty ? calibration?.margin : nil)
            }
        }
        return values.count == names.count
            ? ForecastMixture(mixture: mixture.weights, values: values, beyond: beyond.isEmpty ? nil : beyond) : nil
    }
}
