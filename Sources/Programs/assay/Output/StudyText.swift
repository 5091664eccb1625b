import API
import Mixtures
import Statistics
import Studies
import TextTables
import Words

/// Studies as tables.
enum StudyText {
    /// A study with what it found; fails when it was waited for and did not succeed.
    static func report(_ study: StudyResource, isAwaited: Bool) throws -> Report {
        let course = study.course
        var failure: Failure?
        if isAwaited, course.state != .succeeded {
            failure = Failure(
                .work, "\(course.name) \(course.state.rawValue)" + (course.error.map { ": \($0.detail)" } ?? ""))
        }
        return try Report(study, tables: tables(study), ids: [course.id], failure: failure)
    }

    static func table(_ studies: [StudyResource]) -> Table {
        var table = Table(columns: [
            .text("name"), .text("state"), .text("strategy"), .text("objective"), .number("trials"), .text("created"),
            .text("id"),
        ])
        for study in studies {
            let course = study.course
            table.add([
                course.name, course.state.rawValue, study.definition.strategy.kind.rawValue,
                study.definition.objective.description, Figures.count(course.trials.values.reduce(0, +)),
                Figures.time(course.createdAt), course.id,
            ])
        }
        return table
    }

    static func table(_ trials: [StudyTrialResource]) -> Table {
        var table = Table(columns: [
            .number("trial"), .text("mixture"), .text("origin"), .text("estimator"), .number("round"), .text("state"),
            .number("selecting"), .text("evaluation"),
        ])
        for trial in trials {
            table.add([
                String(trial.number),
                trial.mixture.map { Figures.candidate($0, trial.recipe, trial.precision) } ?? "(the base)",
                trial.origin.rawValue,
                trial.estimator.rawValue, String(trial.round), state(of: trial),
                trial.value.map { Figures.decimal($0) }, trial.evaluation,
            ])
        }
        return table
    }

    private static func state(of trial: StudyTrialResource) -> String {
        guard trial.state == .eliminated, let look = trial.look else { return trial.state.rawValue }
        return "\(trial.state.rawValue) at look \(look)"
    }

    private static func tables(_ study: StudyResource) -> [Table] {
        let course = study.course
        let trials = course.trials.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        var fields: [(name: String, value: String)] = [
            ("name", course.name), ("state", course.state.rawValue),
            ("strategy", study.definition.strategy.kind.rawValue),
            ("objective", study.definition.objective.description),
            ("estimator", study.definition.estimator.rawValue), ("trials", trials.joined(separator: ", ")),
            ("id", course.id),
        ]
        if study.definition.recipe != .linear { fields.append(("recipe", text(study.definition.recipe))) }
        if let end = course.end { fields.append(("end", end.detail)) }
        if let race = course.race { fields.append(("race", text(race))) }
        if let error = course.error { fields.append(("error", error.detail)) }
        for warning in course.warnings {
            let partition = warning.partition.map { "\($0): " } ?? ""
            fields.append(("warning", partition + warning.detail))
        }
        var tables = [Table(of: fields)]
        if !course.steps.isEmpty { tables.append(table(course.steps)) }
        if let answer = course.answer { tables += self.tables(answer) }
        return tables
    }

    /// `ties or della, lambda 0.5 to 1.5 (logarithmic), density=0.3, in f32 or bf16`.
    static func text(_ recipe: StudyRecipe) -> String {
        var parts = [recipe.methods.map(\.rawValue).joined(separator: " or ")]
        for (parameter, range) in recipe.ranges.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            parts.append(
                "\(parameter.rawValue) \(range.low) to \(range.high)" + (range.isLogarithmic ? " (logarithmic)" : ""))
        }
        if !recipe.parameters.given.isEmpty { parts.append(Figures.parameters(recipe.parameters)) }
        return parts.joined(separator: ", ") + ", in " + recipe.precisions.map(\.rawValue).joined(separator: " or ")
    }

    /// `14 of 20 candidates dropped; 12,000 of 60,000 tokens scored (80.0 % saved), looks after 16, 32, 64 documents`.
    private static func text(_ race: StudyRace) -> String {
        let saved = race.tokensWithout > 0 ? 100 * (1 - Double(race.tokens) / Double(race.tokensWithout)) : 0
        return "\(race.eliminated) of \(race.candidates) candidates dropped; \(Figures.count(race.tokens)) of "
            + "\(Figures.count(race.tokensWithout)) tokens scored (\(Figures.decimal(saved, 1)) % saved), looks after "
            + race.looks.map(String.init).joined(separator: ", ") + " documents"
    }

    private static func table(_ steps: [StudyStepResource]) -> Table {
        var table = Table(
            title: "Computed by workers",
            columns: [
                .number("step"), .text("kind"), .number("round"), .text("state"), .text("found"), .text("job"),
            ])
        for step in steps {
            var found: [String] = []
            if let certificate = step.certificate { found.append(words(certificate)) }
            for fit in step.fits ?? [] {
                found.append(
                    "\(fit.domain): \(fit.regressor.rawValue)"
                        + (fit.spearman.map { " \(Figures.decimal($0, 3))" } ?? ""))
            }
            if let evidence = step.evidence { found.append("has \(evidence.have) of \(evidence.need) candidates") }
            table.add([
                String(step.number), step.kind.rawValue, String(step.round), step.state.rawValue,
                found.joined(separator: ", "), step.job,
            ])
        }
        return table
    }

    /// What a convex search proved: no mixture of the space is better than the value by more than the gap.
    private static func words(_ certificate: StudyStepResult.Certificate) -> String {
        "value \(Figures.decimal(certificate.value)), gap \(Figures.power(certificate.gap))"
            + (certificate.closed ? "" : ", not closed") + ", \(certificate.evaluations) evaluations"
    }

    private static func tables(_ answer: StudyAnswer) -> [Table] {
        var found = Table(of: [
            ("answer", Figures.candidate(answer.mixture, answer.recipe, answer.precision)),
            ("trial", String(answer.trial)),
            ("selecting", Figures.decimal(answer.selecting)), ("reporting", Figures.interval(answer.reporting)),
        ])
        found.title = "Found"
        var beside = Table(
            title: "The answer minus what stands beside it, bits per byte of the reporting documents",
            columns: [
                .text("beside"), .number("trial"), .number("difference"), .text("95 %"), .number("P(better)"),
                .text(""),
            ])
        for comparison in answer.beside {
            beside.add([
                comparison.origin.rawValue, String(comparison.trial), Figures.decimal(comparison.difference.value),
                Figures.range(comparison.difference), comparison.probabilityBetter.map { Figures.decimal($0, 3) },
                comparison.resolved ? "" : "not resolved",
            ])
        }
        beside.notes += withoutUniMax(answer.beside.map(\.origin))
        return [found, beside]
    }

    /// A mixture that is two baselines at once stands once, under the name of the first.
    private static func withoutUniMax(_ origins: [TrialOrigin]) -> [String] {
        guard origins.contains(.baseline(.uniform)), !origins.contains(.baseline(.uniMax)) else { return [] }
        return ["baseline/unimax is the mixture of another row here, and stands there: most often of baseline/uniform."]
    }

    static func table(_ ranking: StudyRankingResource) -> Table {
        var table = Table(
            title: "By \(ranking.objective.description), \(ranking.documents) reporting documents",
            columns: [
                .number("rank"), .text("mixture"), .text("origin"), .number("value"), .text("95 %"),
                .text("ranks"), .number("P(best)"), .number("trial"),
            ])
        let decimals = Figures.decimals(telling: ranking.places.compactMap(\.mixture))
        for place in ranking.places {
            table.add([
                String(place.rank),
                place.mixture.map { Figures.candidate($0, place.recipe, place.precision, decimals: decimals) }
                    ?? "(the base)",
                place.origin.rawValue,
                Figures.decimal(place.value.value), Figures.range(place.value),
                place.ranks.map { $0.map(String.init).joined(separator: "-") },
                place.probabilityBest.map { Figures.decimal($0, 3) },
                String(place.trial),
            ])
        }
        let reasons = ranking.places.compactMap(\.value.undefined) + [ranking.probabilityBestUnknown].compactMap(\.self)
        table.notes += Figures.unknown(reasons)
        table.notes += withoutUniMax(ranking.places.map(\.origin))
        if !ranking.resolved { table.notes.append("The first is not resolved from the second.") }
        return table
    }
}

extension Figures {
    /// A line a reason why cells are empty, each once.
    static func unknown(_ reasons: [String]) -> [String] { Set(reasons).sorted().map { "unknown: \($0)" } }

    /// `0.9123 (0.9011 to 0.9230)`.
    static func interval(_ value: Estimate) -> String {
        let range = range(value)
        return decimal(value.value) + (range.isEmpty ? "" : " (\(range))")
    }

    /// `0.9011 to 0.9230`; nothing where it is unknown.
    static func range(_ value: Estimate) -> String {
        value.interval.map { "\(decimal($0.lower)) to \(decimal($0.upper))" } ?? ""
    }
}
