import API
import Mixtures
import TextTables
import Words

/// Evaluations in order of a score, best first: an order for each way in which they were scored, for levels differ.
struct RankingTable {
    /// A table a way.
    let tables: [Table]
    /// What the tables show, best first, way by way; those without a score come last.
    let ordered: [EvaluationResource]

    /// - Parameters:
    ///   - top: how many of each way there are at most.
    ///   - counts: how many of each way there were, where not all of them are given.
    init(
        of evaluations: [EvaluationResource], by argument: ObjectiveArgument, top: Int? = nil,
        counts: [RankingGroup: Int] = [:]
    ) throws {
        let scored = evaluations.filter { $0.score != nil }
        let unscored = evaluations.filter { $0.score == nil }
        try RankingTable.checkDomain(argument, scored)
        let decimals = Figures.decimals(telling: evaluations.compactMap(\.mixture))
        let groups = RankingGroup.groups(of: scored)
        var (tables, ordered): ([Table], [EvaluationResource]) = ([], [])
        let title = "Bits per byte, best \(argument.title) first"
        for (group, members) in groups {
            var valued: [(candidate: EvaluationResource, score: Score)] = []
            for member in members {
                if let score = member.score { valued.append((member, try Score(score))) }
            }
            let ranking = Ranking(of: valued, by: argument.objective)
            tables.append(
                RankingTable.table(
                    ranking, members, top: top, count: counts[group], decimals: decimals,
                    title: groups.count > 1 ? "\(title), \(group.title)" : title))
            ordered += (ranking.places.map(\.candidate) + ranking.unranked).prefix(top ?? .max)
        }
        if tables.isEmpty {
            tables = [RankingTable.table(Ranking(of: [], by: argument.objective), [], decimals: decimals, title: title)]
        }
        if groups.count > 1 {
            tables[tables.count - 1].notes.append(
                "\(groups.count) orders: what is scored in different ways has different levels; choose by --estimator")
        }
        for evaluation in unscored {
            let why = evaluation.error.map { ": \($0.detail)" } ?? ""
            tables[tables.count - 1].notes.append(
                "\(RankingTable.subject(of: evaluation, decimals: decimals)): \(evaluation.state.rawValue)\(why)")
        }
        self.tables = tables
        self.ordered = ordered + unscored
    }

    private static func table(
        _ ranking: Ranking<EvaluationResource>, _ members: [EvaluationResource], top: Int? = nil,
        count: Int? = nil, decimals: Int, title: String
    ) -> Table {
        let domains = Set(members.flatMap { $0.score?.domains.map(\.domain) ?? [] }).sorted()
        var table = Table(
            title: title,
            columns: [.number("rank"), .text("mixture"), .number("macro"), .number("micro")]
                + domains.map { .number($0) })
        for place in ranking.places.prefix(top ?? .max) {
            guard let score = place.candidate.score else { continue }
            let bits = Dictionary(score.domains.map { ($0.domain, $0.bitsPerByte) }) { $1 }
            table.add(
                [
                    String(place.rank), RankingTable.subject(of: place.candidate, decimals: decimals),
                    Figures.decimal(score.macro.bitsPerByte), Figures.decimal(score.bitsPerByte),
                ] + domains.map { bits[$0].map { Figures.decimal($0, 3) } ?? "" })
        }
        let left = max(ranking.places.count, count ?? 0) - min(ranking.places.count, top ?? .max)
        if top != nil, left > 0 { table.notes.append("… and \(left) more") }
        return table
    }

    private static func checkDomain(_ argument: ObjectiveArgument, _ scored: [EvaluationResource]) throws {
        let known = Set(scored.flatMap { $0.score?.domains.map(\.domain) ?? [] })
        if !scored.isEmpty { try argument.check(against: known) }
    }

    /// What was scored, in a few words; of a merge that is not plain, also how.
    static func subject(of evaluation: EvaluationResource, decimals: Int = 2) -> String {
        var marks: [String] = []
        if evaluation.estimator != .merge { marks.append(evaluation.estimator.rawValue) }
        if evaluation.method != .linear { marks.append(evaluation.method.rawValue) }
        if evaluation.precision != .f32 { marks.append(evaluation.precision.rawValue) }
        if let part = evaluation.part { marks.append("(documents \(part.from) to \(part.to) of seed \(part.seed))") }
        return ([weighed(evaluation, decimals)] + marks).joined(separator: " ")
    }

    private static func weighed(_ evaluation: EvaluationResource, _ decimals: Int) -> String {
        if let mixture = evaluation.mixture { return Figures.mixture(mixture, decimals: decimals) }
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
