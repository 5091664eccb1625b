import API
import ArgumentParser
import Client
import Mixtures
import TextTables
import Words

struct Evaluations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Candidates and their scores.",
        subcommands: [
            List.self, Show.self, Tokens.self, Mergekit.self, RankingCommand.self, Relabel.self,
            Remove<EvaluationWord>.self,
        ])

    /// Which evaluations.
    struct Filter: ParsableArguments {
        @Option(help: "Only those of this pool (id or name).") var pool: String?
        @Option(name: .customLong("set"), help: "Only those on this evaluation set (id or name).")
        var evaluationSet: String?
        @Option(help: "Only those with this label.") var label: String?
        @Option(help: "Only those by this estimator: merge or ensemble.") var estimator: Estimator?

        func evaluations(_ client: AssayClient, state: JobState?) async throws -> [EvaluationResource] {
            try await sequence(client, state: state).all()
                .filter { evaluation in estimator.map { $0 == evaluation.estimator } ?? true }
        }

        /// Page after page, whatever their estimator.
        func sequence(_ client: AssayClient, state: JobState?) -> ItemSequence<EvaluationResource> {
            client.evaluations(pool: pool, evaluationSet: evaluationSet, state: state, label: label)
        }
    }

    struct List: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "List evaluations.")

        @OptionGroup var filter: Filter
        @Option(help: "Only those in this state.") var state: JobState?
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let evaluations = try await filter.evaluations(client, state: state)
            var table = Table(columns: [
                .text("mixture"), .text("state"), .number("macro"), .text("label"), .text("created"), .text("id"),
            ])
            for evaluation in evaluations {
                table.add([
                    RankingTable.subject(of: evaluation), evaluation.state.rawValue,
                    evaluation.score.map { Figures.decimal($0.macro.bitsPerByte) }, evaluation.label,
                    Figures.time(evaluation.createdAt), evaluation.id,
                ])
            }
            return try Report(list: evaluations, table: table, ids: evaluations.map(\.id))
        }
    }

    struct Show: ServiceCommand {
        static let configuration = CommandConfiguration(abstract: "Show one evaluation and its score per domain.")

        @Argument(help: "Its id.") var evaluation: String
        @Option(help: "Name partitions as this pool does (id or name); pools of the same models share their scores.")
        var pool: String?
        @Flag(help: "Leave documents out that share 13 words in a row with training text; see assay contamination.")
        var excludeOverlapping = false
        @OptionGroup var service: ServiceOptions

        func report(from client: AssayClient) async throws -> Report {
            let found =
                excludeOverlapping
                ? try await client.evaluationWithoutOverlap(evaluation, pool: pool)
                : try await client.evaluation(evaluation, pool: pool)
            return try Report(found, tables: Evaluations.tables(found), ids: [found.id])
        }
    }

    struct RankingCommand: ServiceCommand {
        static let configuration = CommandConfiguration(
            commandName: "ranking", abstract: "Order mixtures by their scores, best first.",
            discussion: """
                Mixtures by merges and by ensembles, by other methods, precisions or contexts have other levels: each \
                has an order of its own. --estimator chooses one.
                """)

        @OptionGroup var filter: Filter
        @Option(help: "What they are ordered by: macro, micro, or a domain.")
        var by = ObjectiveArgument(argument: "macro")
        @Option(help: "How many there are at most, in every form; of each way of scoring.") var top = 1_000
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard filter.pool != nil, filter.evaluationSet != nil else {
                throw ValidationError("Give --pool and --set: scores on different documents cannot be ranked.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            // There may be very many: only the best are held.
            var best = BestEvaluations(by: by.objective, limit: top)
            for try await evaluation in filter.sequence(client, state: .succeeded) where evaluation.mixture != nil {
                if filter.estimator ?? evaluation.estimator == evaluation.estimator { try best.add(evaluation) }
            }
            let ranking = try RankingTable(of: best.kept, by: by, top: top, counts: best.counts)
            return try Report(list: ranking.ordered, tables: ranking.tables, ids: ranking.ordered.map(\.id))
        }
    }

    static func tables(_ evaluation: EvaluationResource) -> [Table] {
        var fields: [(name: String, value: String?)] = [
            ("subject", RankingTable.subject(of: evaluation)), ("state", evaluation.state.rawValue),
            ("pool", evaluation.pool), ("evaluation set", evaluation.evaluationSet),
            (
                "candidate",
                "\(evaluation.estimator.rawValue) \(evaluation.method.rawValue) \(evaluation.precision.rawValue)"
            ), ("parameters", evaluation.parameters.map(Figures.parameters)),
            ("base", evaluation.base), ("tokenizer", evaluation.tokenizer),
            ("protocol", "\(evaluation.protocol.rawValue), context \(evaluation.context)"),
            ("kernel path", evaluation.kernelPath), ("key", evaluation.key), ("job", evaluation.job),
            ("id", evaluation.id),
        ]
        if let error = evaluation.error { fields.append(("error", error.detail)) }
        guard let score = evaluation.score else { return [Table(of: fields)] }
        var table = Table(columns: [
            .text("domain"), .number("documents"), .number("tokens"), .number("bytes"), .number("nll"),
            .number("perplexity"), .number("bits per byte"),
        ])
        for domain in score.domains {
            table.add([
                domain.domain, Figures.count(domain.documents), Figures.count(domain.tokens),
                Figures.count(domain.bytes), Figures.decimal(domain.nll, 2), Figures.decimal(domain.perplexity, 3),
                Figures.decimal(domain.bitsPerByte),
            ])
        }
        table.add([
            "micro", Figures.count(score.documents), Figures.count(score.tokens), Figures.count(score.bytes),
            Figures.decimal(score.nll, 2), Figures.decimal(score.perplexity, 3), Figures.decimal(score.bitsPerByte),
        ])
        table.add([
            "macro", "", "", "", "", Figures.decimal(score.macro.perplexity, 3),
            Figures.decimal(score.macro.bitsPerByte),
        ])
        return [Table(of: fields), table]
    }
}
