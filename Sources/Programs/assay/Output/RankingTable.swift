import API
import Mixtures
import TextTables
import Words

/// Evaluations in order of a score, best first.
struct RankingTable {
    let table: Table
    /// Best first; those without a score come last.
    let ordered: [EvaluationResource]

    /// - Parameter top: how many are shown at most.
    init(of evaluations: [EvaluationResource], by argument: ObjectiveArgument, top: Int? = nil) throws {
        var scored: [(candidate: EvaluationResource, score: Score)] = []
        for evaluation in evaluations {
            if let resource = evaluation.score { scored.append((evaluation, try Score(resource))) }
        }
        let ranking = Ranking(of: scored, by: argument.objective)
        let unscored = evaluations.filter { $0.score == nil }
        if case .domain(let domain) = argument.objective, ranking.places.isEmpty, !scored.isEmpty {
            let known = Set(scored.flatMap { $0.score.domains.map(\.domain) }).sorted().joined(separator: ", ")
            throw Failure(.notFound, "no domain is called \"\(domain)\"; there are macro, micro, \(known)")
        }
        let domains = Set(scored.flatMap { $0.score.domains.map(\.domain) }).sorted()
        var table = Table(
            title: "Bits per byte, best \(argument.title) first",
            columns: [.number("rank"), .text("mixture"), .number("macro"), .number("micro")]
                + domains.map { .number($0) })
        for place in ranking.places.prefix(top ?? Int.max) {
            guard let score = place.candidate.score else { continue }
            let bits = Dictionary(score.domains.map { ($0.domain, $0.bitsPerByte) }) { $1 }
            table.add(
                [
                    String(place.rank), RankingTable.subject(of: place.candidate),
                    Figures.decimal(score.macro.bitsPerByte), Figures.decimal(score.bitsPerByte),
                ] + domains.map { bits[$0].map { Figures.decimal($0, 3) } ?? "" })
        }
        if let top, ranking.places.count > top { table.notes.append("… and \(ranking.places.count - top) more") }
        for evaluation in unscored {
            let why = evaluation.error.map { ": \($0.detail)" } ?? ""
            table.notes.append("\(RankingTable.subject(of: evaluation)): \(evaluation.state.rawValue)\(why)")
        }
        self.table = table
        ordered = ranking.places.map(\.candidate) + ranking.unranked + unscored
    }

    /// What was scored, in a few words; of a merge that is not plain, also how.
    static func subject(of evaluation: EvaluationResource) -> String {
        var marks: [String] = []
        if evaluation.estimator != .merge { marks.append(evaluation.estimator.rawValue) }
        if evaluation.method != .linear { marks.append(evaluation.method.rawValue) }
        if evaluation.precision != .f32 { marks.append(evaluation.precision.rawValue) }
        if let part = evaluation.part { marks.append("(documents \(part.from) to \(part.to) of seed \(part.seed))") }
        return ([weighed(evaluation)] + marks).joined(separator: " ")
    }

    private static func weighed(_ evaluation: EvaluationResource) -> String {
        if let mixture = evaluation.mixture { return Figures.mixture(mixture) }
        return evaluation.referenceRun ?? evaluation.checkpoint ?? evaluation.id
    }
}

extension Score {
    /// The sums of an answer.
    init(_ resource: ScoreResource) throws {
        do throws(ScoreError) {
            try self.init(
                domains: resource.domains.map { domain in
                    DomainScore(
                        domain: domain.domain,
                        sums: ScoreSums(
                            documents: domain.documents, tokens: domain.tokens, words: domain.words,
                            characters: domain.characters, bytes: domain.bytes, nll: domain.nll))
                })
        } catch {
            throw Failure(.input, "the service sent a score that cannot be used: \(error)")
        }
    }
}
