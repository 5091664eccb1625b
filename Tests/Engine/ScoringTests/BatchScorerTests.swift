import Checkpoints
import LanguageModels
import Merging
import Scoring
import TestSupport
import Testing
import Tokenizers

@Suite struct BatchScorerTests {
    private let weights = [[0.25, 0.75], [1, 0], [0, 1]]

    /// A fixture, and a copy of it with every parameter halved.
    private func members(_ folder: TemporaryFolder) throws -> [CheckpointModel] {
        let model = try CheckpointFolder.open(Fixture.path("llama"))
        try MergeWriter.write([(model, 0.5)], to: folder.path("halved"))
        return try [CheckpointModel(model), CheckpointModel.open(folder.path("halved"))]
    }

    @Test func everyScoreHasTheBitsThatItHasAlone() throws {
        let folder = try TemporaryFolder()
        let members = try members(folder)
        let documents = try Fixture.documents()
        let prepared = documents.map { PreparedDocument($0, tokenizer: ByteTokenizer(), context: 24) }
        let batch = try BatchScorer(members, weights: weights, tokenizer: ByteTokenizer(), context: 24)
        // A budget of one block a pass, and one for everything.
        for budget in [1, 1 << 30] {
            let scores = try batch.score(prepared, threads: 2, keepsTokens: true, activationBytes: budget)
            for (weights, scores) in zip(weights, scores) {
                let mixed = zip(members, weights).filter { $0.1 > 0 }.map { (checkpoint: $0, weight: $1) }
                let model = try MergedModel(mixed.map { .init($0.checkpoint, weight: $0.weight) })
                let alone = try Scorer(
                    configuration: model.configuration, parameters: model.parameters, tokenizer: ByteTokenizer(),
                    context: 24)
                #expect(try alone.score(documents, threads: 1, keepsTokens: true) == scores)
            }
        }
    }

    @Test func aContextThatNoModelTakesIsRefused() throws {
        let folder = try TemporaryFolder()
        let members = try members(folder)
        #expect(throws: ScoringError.self) {
            try BatchScorer(members, weights: weights, tokenizer: ByteTokenizer(), context: 1 << 20)
        }
    }
}
