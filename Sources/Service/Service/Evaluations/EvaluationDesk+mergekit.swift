import Hashing
import Merging
import Mixtures
import Storage

extension EvaluationDesk {
    /// What someone who has the file alone must know to run it.
    private static let mergekitComments = [
        "Models are named as checkpoints of the service: assay checkpoints download NAME NAME puts each where",
        "mergekit-yaml looks for it. Or: assayd merge --config FILE --models-from FOLDER --out MERGED",
        "(--model NAME=FOLDER for a model that lies elsewhere).",
    ]

    /// An evaluation's merge as a file of mergekit's, which finds checkpoints in folders of their names.
    ///
    /// - Parameter pool: the pool whose checkpoints are named; the one that first asked when `nil`.
    /// - Throws: ``Problem`` if there is no such evaluation, or mergekit cannot run it.
    func mergekit(of id: Identifier, inNamesOf pool: Identifier?) async throws -> String {
        try await store.read { transaction in
            let asked = try askedEvaluation(id, inNamesOf: pool, in: transaction)
            var names = CandidateNames()
            let candidate = try names.candidate(of: asked, in: transaction)
            guard candidate.estimator == .merge else {
                throw Problem(.stateConflict, "\(id) is an ensemble: it merges no parameters.")
            }
            let records = try candidate.members.map { try transaction.existingCheckpoint($0.checkpoint) }
            let base = try candidate.base.map { try transaction.existingCheckpoint($0.checkpoint) }
            let folders = Dictionary(records.map { ($0.hash.hex, $0.name) }) { first, _ in first }
            let file = MergekitRecipe(
                models: zip(candidate.members, records).map { .init(path: $1.name, weight: $0.weight) },
                base: base?.name, recipe: try candidate.run.recipe.renamingMembers { folders[$0] ?? $0 })
            do throws(MergekitError) {
                return try file.yaml(
                    layerName: records.first?.modelType == "gpt2" ? "h" : "layers", comments: Self.mergekitComments)
            } catch {
                throw Problem(.stateConflict, "mergekit does not run the merge of \(id): \(error).")
            }
        }
    }
}
