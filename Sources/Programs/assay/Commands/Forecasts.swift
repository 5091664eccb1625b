import API
import ArgumentParser
import Client
import Mixtures
import TextTables

struct Forecasts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What mixtures are predicted to be, said before they are really trained.",
        subcommands: [Create.self, List.self, Show.self, Remove<ForecastWord>.self])

    struct Create: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a forecast of mixtures that have estimates and no reference run; it is never changed.",
            discussion: "assay forecasts create --pool demo --set demo --calibration affine man=0.5 perl=0.5")

        @Option(help: "The pool (id or name).") var pool: String
        @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
        @Option(help: "The estimate: merge, ensemble or both.") var predictor = ForecastPredictor.merge
        @Option(help: "How its level is mended: none, affine or isotonic (both: affine).")
        var calibration: ForecastCalibration?
        @Option(help: "What it is about.") var note: String?
        @OptionGroup(title: "Mixtures") var candidates: CandidateOptions
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            var tokens: [String: Int] = [:]
            if candidates.needsPartitions {
                let members = try await client.pool(pool).partitions
                tokens = Dictionary(members.map { ($0.name, $0.tokens) }) { $0 + $1 }
            }
            let candidates = try candidates.candidates(tokens: tokens)
            let mixtures = candidates.map(\.weights)
            let places = candidates.enumerated().compactMap { index, candidate in
                candidate.place.map { ("/mixtures/\(index)", $0) }
            }
            guard !mixtures.isEmpty else { throw Failure(.input, "no mixture: NAME=WEIGHT…, --file, --subsets, …") }
            let forecast = try await SentFiles(files: Dictionary(uniqueKeysWithValues: places)).naming {
                try await client.createForecast(
                    ForecastCreation(
                        pool: pool, evaluationSet: evaluationSet, mixtures: mixtures, predictor: predictor,
                        calibration: calibration ?? (predictor == .both ? .affine : .none), note: note))
            }
            return try Report(forecast, tables: Forecasts.tables(forecast), ids: [forecast.id])
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List forecasts.")

        @Option(help: "Only those of this pool (id or name).") var pool: String?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let forecasts = try await client.forecasts(pool: pool).all()
            var table = Table(columns: [
                .text("said at"), .text("by"), .number("mixtures"), .number("found"), .text("note"), .text("id"),
            ])
            for forecast in forecasts {
                let found = forecast.mixtures.count { !($0.referenceRuns ?? []).isEmpty }
                table.add([
                    Figures.time(forecast.createdAt), Forecasts.way(forecast), String(forecast.mixtures.count),
                    String(found), forecast.note, forecast.id,
                ])
            }
            return try Report(list: forecasts, table: table, ids: forecasts.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show a forecast beside what has been found since.")

        @Argument(help: "Its id.") var forecast: String
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found = try await client.forecast(forecast)
            return try Report(found, tables: Forecasts.tables(found), ids: [found.id])
        }
    }

    /// `merge, affine`.
    static func way(_ forecast: ForecastResource) -> String {
        "\(forecast.predictor.rawValue), \(forecast.calibration.rawValue)"
    }

    static func tables(_ forecast: ForecastResource) -> [Table] {
        var said = Table(
            title: "Said at \(Figures.time(forecast.createdAt)) by \(way(forecast)), bits per byte, macro",
            columns: [
                .text("mixture"), .number("predicted"), .number("95 % within"), .number("found"), .number("runs"),
            ])
        for mixture in forecast.mixtures {
            guard let macro = mixture.values.first(where: \.macro) else { continue }
            said.add([
                Figures.mixture(mixture.mixture), Figures.decimal(macro.predicted),
                macro.margin.map { "± " + Figures.decimal($0) } ?? FidelityText.undefined,
                macro.found.map { Figures.decimal($0) } ?? FidelityText.undefined,
                String((mixture.referenceRuns ?? []).count),
            ])
        }
        let beyond = forecast.mixtures.compactMap { mixture in
            mixture.beyond.map {
                "\(Figures.mixture(mixture.mixture)): no interval, for \($0.joined(separator: "; "))."
            }
        }
        said.notes =
            ["SHA-256 of what was said: \(forecast.hash)"] + beyond + ValidityText.lines(forecast.warnings)
        var held = Table(
            title: "How it has held",
            columns: [
                .text("domain"), .number("found"), .number("within"), .number("error"), .number("Pearson"),
                .number("Spearman"),
            ])
        for outcome in forecast.outcomes where outcome.points > 0 {
            let correlation = outcome.correlation
            held.add([
                outcome.name, String(outcome.points), outcome.within.map(String.init) ?? FidelityText.undefined,
                outcome.error.map { Figures.decimal($0) } ?? FidelityText.undefined,
                correlation.pearson.map { Figures.decimal($0, 3) } ?? FidelityText.undefined,
                correlation.spearman.map { Figures.decimal($0, 3) } ?? FidelityText.undefined,
            ])
        }
        held.notes = forecast.outcomes.compactMap(missed)
        return held.rows.isEmpty ? [said] : [said, held]
    }

    /// What the figures of an outcome come to, where the forecast did not hold.
    private static func missed(_ outcome: ForecastOutcome) -> String? {
        var misses: [String] = []
        if let within = outcome.within, within < outcome.points {
            misses.append("found \(outcome.points), within the interval \(within)")
        }
        if outcome.points >= Correlation.leastPoints, let spearman = outcome.correlation.spearman, spearman < 0 {
            misses.append("what was predicted to be better was found to be worse")
        }
        return misses.isEmpty ? nil : "\(outcome.name): the forecast missed: \(misses.joined(separator: "; "))."
    }
}
