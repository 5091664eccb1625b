import API
import ArgumentParser
import Client
import Mixtures
import Statistics

struct Compare: ServiceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare evaluations on the same documents: values, ranks and differences with 95 % intervals.",
        discussion: """
            assay compare eval_01J… eval_01K…
            assay compare --pool demo --set demo --by micro
            assay compare --pool demo --set demo --part reporting --split-seed 7

            The intervals tell how much the choice of documents matters, not whether a mixture trains better.
            """)

    @Argument(help: "Evaluations (ids).") var evaluations: [String] = []
    @Option(help: "All evaluations of this pool on the set (id or name).") var pool: String?
    @Option(name: .customLong("set"), help: "The evaluation set (id or name), with --pool.") var evaluationSet: String?
    @Option(help: "Only those asked under this label, with --pool.") var label: String?
    @Option(help: "Only those by this estimator, with --pool: merge or ensemble.") var estimator: Estimator?
    @Option(help: "Only merges by this method, with --pool.") var method: MergeMethod?
    @Option(help: "Only those computed in this precision, with --pool.") var precision: Precision?
    @Option(help: "Name partitions as this pool does; pools of the same models share their evaluations.")
    var namesOf: String?
    @Option(help: "What is compared: macro, micro, or a domain.") var by = ObjectiveArgument(argument: "macro")
    @Option(help: "The side of a split of the documents: all, selecting or reporting.") var part = DocumentSide.all
    @Option(help: "What the split is drawn from.") var splitSeed: UInt64 = 0
    @Option(help: "The share of documents that is reported on.") var reportingShare = 0.5
    @Flag(help: "Leave out documents that overlap with training text: see assay contamination.")
    var excludeOverlapping = false
    @Option(help: "What the resamples are drawn from.") var seed: UInt64 = 0
    @Option(help: "How many resamples.") var resamples = PairedBootstrap.defaultResamples
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard evaluations.isEmpty == (pool != nil) else {
            throw ValidationError("Say what to compare: evaluations, or --pool and --set.")
        }
    }

    func report(from client: AssayClient) async throws -> Report {
        let domain: String?
        let objective: ObjectiveName
        switch by.objective {
        case .macro: (objective, domain) = (.macro, nil)
        case .micro: (objective, domain) = (.micro, nil)
        case .domain(let name): (objective, domain) = (.domain, name)
        case .weighted, .worst: throw Failure(.input, "--by takes macro, micro or a domain")
        }
        let comparison = try await client.createComparison(
            ComparisonCreation(
                evaluations: pool == nil ? evaluations : nil, pool: pool, evaluationSet: evaluationSet, label: label,
                estimator: estimator, method: method, precision: precision, objective: objective, domain: domain,
                seed: seed, resamples: resamples, part: part,
                splitSeed: splitSeed, reportingShare: reportingShare, excludeOverlapping: excludeOverlapping))
        var compared: [EvaluationResource] = []
        for place in comparison.findings.evaluations {
            compared.append(try await client.evaluation(place.evaluation, pool: namesOf ?? pool))
        }
        let decimals = Figures.decimals(telling: compared.compactMap(\.mixture))
        let names = Dictionary(
            compared.map { ($0.id, RankingTable.subject(of: $0, decimals: decimals)) }, uniquingKeysWith: { $1 })
        return try Report(comparison, tables: ComparisonText.tables(comparison, names: names), ids: [comparison.id])
    }
}
