import API
import ArgumentParser
import Client
import Mixtures

struct Evaluate: ServiceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Score mixtures: one, or many at once.",
        discussion: """
            assay evaluate --pool demo --set demo man=0.5 perl=0.5
            assay evaluate --pool demo --set demo --subsets 1,2,3 --uniform --proportional --dirichlet 10
            assay evaluate --pool demo --set demo --file mixtures.csv
            assay evaluate --pool demo --set demo --weighting macro --group s2orc=0.5 --group books=0.5
            assay evaluate --pool demo --set demo man=0.5 perl=0.5 --method ties --parameter density=0.3
            assay evaluate --pool demo --set demo --subsets 1,2,3 --estimator both
            assay evaluate --pool demo --set demo --references
            """)

    @Option(help: "The pool (id or name).") var pool: String
    @Option(name: .customLong("set"), help: "The evaluation set (id or name).") var evaluationSet: String
    @OptionGroup(title: "Mixtures") var candidates: CandidateOptions
    @OptionGroup(title: "Weightings") var weighting: WeightingOptions
    @OptionGroup(title: "Merge") var recipe: RecipeOptions
    @Option(help: "merge, ensemble or both: parameters averaged, or probabilities.")
    var estimator = EstimatorChoice.merge
    @Flag(help: "The models of the pool's reference runs.") var references = false
    @Option(name: .customLong("checkpoint"), help: "A checkpoint as it is (id or name); repeat.")
    var checkpoints: [String] = []
    @OptionGroup var scoring: ScoringArguments
    @Flag(help: "Keep the negative log-likelihood of every token: see assay evaluations tokens.")
    var perToken = false
    @Option(help: "A label to find these evaluations by.") var label: String?
    @Option(help: "What the table is ordered by: macro, micro, or a domain.")
    var by = ObjectiveArgument(argument: "macro")
    @Option(help: "How many are shown at most, in every form; of each way of scoring.") var top: Int?
    @Flag(name: .customLong("no-wait"), help: "Return as soon as the evaluations are queued.") var isImmediate = false
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        let hasMixtures = candidates.needsPartitions || !candidates.weights.isEmpty || !candidates.files.isEmpty
        guard hasMixtures || weighting.weighting != nil || references || !checkpoints.isEmpty else {
            throw ValidationError(
                "Say what to score: NAME=WEIGHT…, --file, --subsets, --uniform, --weighting, --references, …")
        }
    }

    func report(from client: AssayClient) async throws -> Report {
        if case .domain = by.objective {
            try by.check(against: try await client.evaluationSet(evaluationSet).domains.map(\.domain))
        }
        let (creations, places) = try await self.creations(client)
        guard !creations.isEmpty else { throw try await nothingToScore(client) }
        var evaluations = try await submit(creations, places, client)
        if !isImmediate { evaluations = try await Waiting(client: client).evaluations(evaluations) }
        let ranking = try RankingTable(of: evaluations, by: by, top: top)
        let ids = (top == nil ? evaluations : ranking.ordered).map(\.id)
        let failure = isImmediate ? nil : Waiting.failure(of: evaluations)
        if creations.count == 1, estimator != .both, let only = evaluations.first {
            return try Report(only, tables: ranking.tables, ids: ids, failure: failure)
        }
        let shown = top == nil ? evaluations : ranking.ordered
        return try Report(
            EvaluationBatchResource(evaluations: shown), tables: ranking.tables, ids: ids, failure: failure)
    }

    /// Only `--references` may leave nothing to score.
    private func nothingToScore(_ client: AssayClient) async throws -> Failure {
        let runs = try await client.referenceRuns(pool: pool).all()
        return Failure(
            .input,
            runs.isEmpty
                ? "nothing to score: the pool has no reference run; see assay reference-runs add"
                : "nothing to score: the pool's \(runs.count) reference runs were brought as scores, without models; "
                    + "see assay fidelity --pool \(pool) --set SET")
    }

    /// - Parameter places: where in files mixtures stand, by the index of their creations.
    private func submit(
        _ creations: [EvaluationCreation], _ places: [Int: String], _ client: AssayClient
    ) async throws -> [EvaluationResource] {
        let isOne = creations.count == 1 && estimator != .both
        let files = places.map { ((isOne ? "" : "/evaluations/\($0.key)") + "/mixture", $0.value) }
        return try await SentFiles(files: Dictionary(uniqueKeysWithValues: files)).naming {
            isOne ? [try await client.createEvaluation(creations[0])] : try await client.createEvaluations(creations)
        }
    }

    private func creations(
        _ client: AssayClient
    ) async throws -> (creations: [EvaluationCreation], places: [Int: String]) {
        var tokens: [String: Int] = [:]
        if candidates.needsPartitions {
            let members = try await client.pool(pool).partitions
            tokens = Dictionary(members.map { ($0.name, $0.tokens) }) { $0 + $1 }
        }
        let candidates = try candidates.candidates(tokens: tokens)
        let places = candidates.enumerated().compactMap { index, candidate in candidate.place.map { (index, $0) } }
        var merges = candidates.map {
            (subject: EvaluationSubject.mixture($0.weights), label: $0.label)
        }
        if let weighting = try weighting.asked() { merges.append((.weighting(weighting), nil)) }
        let parameters = try recipe.mergeParameters()
        var creations = merges.map { merge in
            EvaluationCreation(
                pool: pool, evaluationSet: evaluationSet, subject: merge.subject, normalize: self.candidates.normalize,
                method: recipe.method, parameters: parameters, estimator: estimator,
                scoring: scoring.options, perToken: perToken, label: merge.label ?? label)
        }
        var subjects: [EvaluationSubject] = []
        if references {
            // Where only scores were brought there is nothing to evaluate.
            subjects += try await client.referenceRuns(pool: pool).all().filter { $0.evaluationSet == nil }
                .map { .referenceRun($0.id) }
        }
        subjects += checkpoints.map { .checkpoint($0) }
        creations += subjects.map {
            EvaluationCreation(
                pool: pool, evaluationSet: evaluationSet, subject: $0, estimator: estimator,
                scoring: scoring.options, perToken: perToken, label: label)
        }
        return (creations, Dictionary(uniqueKeysWithValues: places))
    }
}
