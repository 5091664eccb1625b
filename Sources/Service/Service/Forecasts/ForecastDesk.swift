import API
import Foundation
import HTTPTypes
import Hashing
import Mixtures
import Statistics
import Storage
import StrictJSON

/// What a forecast is calibrated by.
struct ForecastMaterial: Sendable {
    /// Over the reference runs that exist; without intervals of correlations.
    let table: FidelityTable
    /// Those reference runs.
    let references: [String]
    /// Their mixtures, which bound what the calibrations speak of.
    let range: CalibrationRange
}

/// Forecasts: predictions that are kept before their reference runs exist.
struct ForecastDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
    let blocking: BlockingQueue
    let warnings: PoolWarningReader
}

extension ForecastDesk {
    /// The calibrations that a forecast may use; empty where the pool or the evaluation set is not there.
    func material(of body: ForecastCreation) async throws -> ForecastMaterial {
        let material = try await store.read { transaction -> FidelityMaterial? in
            guard let pool = try transaction.identifier(.pool, for: body.pool),
                let view = try PoolView(pool, in: transaction),
                let id = try transaction.identifier(.evaluationSet, for: body.evaluationSet),
                let set = try transaction.evaluationSet(id)
            else { return nil }
            return try FidelityMaterial(pool: view, set: set, in: transaction)
        }
        guard let material else {
            return ForecastMaterial(
                table: FidelityTable(points: [], singles: [:], partitions: []), references: [],
                range: CalibrationRange(of: []))
        }
        // Calibrations alone are wanted: nothing is resampled.
        let table = try await blocking.run { material.table(resamples: 0, seed: 0) }
        return ForecastMaterial(
            table: table, references: material.references.map(\.referenceRun),
            range: CalibrationRange(of: material.points.map(\.mixture)))
    }

    /// Keeps what is predicted of mixtures that have no reference run yet.
    func createForecast(
        _ body: ForecastCreation, _ material: ForecastMaterial, in transaction: Transaction
    ) throws -> Answer {
        let findings = Findings()
        let pool = try transaction.identifier(.pool, for: body.pool).flatMap { try PoolView($0, in: transaction) }
        if pool == nil {
            findings.add(JSONPointer.root.appending("pool"), try transaction.unknown(.pool, body.pool))
        }
        let set = try transaction.identifier(.evaluationSet, for: body.evaluationSet)
            .flatMap { try transaction.evaluationSet($0) }
        if set == nil {
            findings.add(
                JSONPointer.root.appending("evaluation_set"),
                try transaction.unknown(.evaluationSet, body.evaluationSet))
        }
        try findings.check()
        guard let pool, let set else { throw Problem(.internalError) }
        let forecaster = try Forecaster(body, material, pool: pool, set: set, in: transaction, findings)
        let mixtures = try forecaster.mixtures()
        try findings.check()
        let now = time.now()
        let content = ForecastContent(
            pool: pool.record.id.text, evaluationSet: set.id.text, documentsHash: set.documentsHash.hex,
            predictor: body.predictor, calibration: body.calibration, calibratedOn: material.references,
            note: body.note, mixtures: mixtures, createdAt: now.date)
        let bytes = try JSONCoder.encode(content)
        let record = ForecastRecord(
            id: identifiers.next(.forecast), pool: pool.record.id, evaluationSet: set.id, content: Data(bytes),
            hash: SHA256.hash(bytes), createdAt: now)
        try transaction.insert(record)
        return try Answer(.created, location: "/v1/forecasts/\(record.id)", forecast(record, in: transaction))
    }

    /// A forecast as it is shown: what was said, beside what has been found since.
    func forecast(_ record: ForecastRecord, in transaction: Transaction) throws -> ForecastResource {
        let content = try JSONCoder.decode(ForecastContent.self, from: record.content)
        guard let pool = try PoolView(record.pool, in: transaction),
            let set = try transaction.evaluationSet(record.evaluationSet)
        else { throw TaskFault(subject: record.id) }
        // No mixture had a reference run when this was said: each of them came later.
        let runs = try transaction.allReferenceRuns(of: record.pool)
        let mixtures = try content.mixtures.map { said in
            var shown = said
            let mixture = try Mixture(said.mixture)
            let own = runs.filter { $0.isOf(mixture) }
            shown.referenceRuns = own.map(\.id.text)
            let scores = try own.compactMap { try transaction.measured($0, of: pool, on: set).score }
            for index in shown.values.indices {
                let subject = shown.values[index].objective
                let values = scores.compactMap { subject.value(of: $0) }
                guard !values.isEmpty else { continue }
                shown.values[index].found = values.reduce(0, +) / Double(values.count)
            }
            return shown
        }
        return ForecastResource(
            id: record.id.text, hash: record.hash.hex, content: content, mixtures: mixtures,
            outcomes: ForecastOutcome.all(of: mixtures),
            warnings: try warnings.warnings(of: record.pool, on: record.evaluationSet, in: transaction))
    }
}

extension ForecastValue {
    fileprivate var objective: Objective { macro ? .macro : .domain(name) }
}

extension ForecastOutcome {
    /// How each domain, and macro, has held so far.
    fileprivate static func all(of mixtures: [ForecastMixture]) -> [ForecastOutcome] {
        (mixtures.first?.values ?? []).indices.compactMap { index in
            let values = mixtures.compactMap { $0.values.indices.contains(index) ? $0.values[index] : nil }
            guard let first = values.first else { return nil }
            let pairs = values.compactMap { value in value.found.map { (value.predicted, $0, value.margin) } }
            let squares = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let margins = pairs.compactMap(\.2)
            return ForecastOutcome(
                name: first.name, macro: first.macro, points: pairs.count,
                within: pairs.isEmpty || margins.count < pairs.count
                    ? nil : pairs.count { abs($0.0 - $0.1) <= ($0.2 ?? 0) },
                error: pairs.isEmpty ? nil : (squares / Double(pairs.count)).squareRoot(),
                correlation: Correlation(of: pairs.map { (predicted: $0.0, found: $0.1) }))
        }
    }
}
