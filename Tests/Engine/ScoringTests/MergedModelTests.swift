import Checkpoints
import Foundation
import LanguageModels
import Merging
import Mixtures
import Scoring
import StrictJSON
import TestSupport
import Testing
import Tokenizers

@Suite struct MergedModelTests {
    /// A copy of a fixture with keys of its configuration changed.
    private func copy(_ model: String, into folder: TemporaryFolder, changing keys: [String: String]) throws {
        let parameters = try Data(contentsOf: URL(fileURLWithPath: Fixture.path("\(model)/model.safetensors")))
        try folder.write(parameters, to: "copy/model.safetensors")
        let original = try CheckpointFolder.open(Fixture.path(model)).configuration
        guard case .object(let members) = try JSONValue(parsing: original) else { return }
        let changed =
            members.filter { keys[String(decoding: $0.key, as: UTF8.self)] == nil }
            + keys.map { JSONValue.Member(key: Array($0.key.utf8), value: .number($0.value)) }
        try folder.write(JSONValue.object(changed).serialized(), to: "copy/config.json")
    }

    @Test func scoresAsTheMergedCheckpointDoes() throws {
        let folder = try TemporaryFolder()
        let one = try CheckpointModel.open(Fixture.path("llama"))
        let model = try MergedModel([.init(one, key: "1", weight: 0.25), .init(one, key: "2", weight: 0.75)])
        let scorer = try Scorer(
            configuration: model.configuration, parameters: model.parameters, tokenizer: ByteTokenizer())
        let documents = try Fixture.documents()
        let merged = try scorer.score(documents, threads: 2)
        let single = try Fixture.scorer("llama").score(documents, threads: 2)
        for (score, other) in zip(merged, single) { #expect(abs(score.sums.nll / other.sums.nll - 1) < 1e-5) }
        try MergeWriter.write([(one.checkpoint, 0.25), (one.checkpoint, 0.75)], to: folder.path("merged"))
        let written = try CheckpointFolder.open(folder.path("merged"))
        let again = try Scorer(
            configuration: model.configuration, parameters: written, tokenizer: ByteTokenizer()
        ).score(documents, threads: 2)
        #expect(again == merged, "the merge on disk has the bits of the merge in flight")
    }

    @Test func namesTheKeysThatDiffer() throws {
        let folder = try TemporaryFolder()
        try copy("llama", into: folder, changing: ["rms_norm_eps": "0.25"])
        let error = #expect(throws: ScoringError.self) {
            try MergedModel([
                .init(try CheckpointModel.open(Fixture.path("llama")), weight: 0.5),
                .init(try CheckpointModel.open(folder.path("copy")), weight: 0.5),
            ])
        }
        #expect(error?.description.contains("rms_norm_eps is 0.25, not 0.001") == true, "\(String(describing: error))")
    }

    @Test func letsTheIdsOfSpecialTokensDiffer() throws {
        let folder = try TemporaryFolder()
        try copy("llama", into: folder, changing: ["bos_token_id": "1", "eos_token_id": "2"])
        #expect(throws: Never.self) {
            try MergedModel([
                .init(try CheckpointModel.open(Fixture.path("llama")), weight: 0.5),
                .init(try CheckpointModel.open(folder.path("copy")), weight: 0.5),
            ])
        }
    }

    @Test func mergesTiedMembersWhicheverNameTheyUse() throws {
        let folder = try TemporaryFolder()
        let tied = try CheckpointFolder.open(Fixture.path("tied-llama"))
        var tensors = MemoryTensorSource()
        for name in tied.tensorNames {
            let stored: TensorName = name == "model.embed_tokens.weight" ? "lm_head.weight" : name
            try tensors.insert(
                stored, dimensions: tied.shape(of: name)?.dimensions ?? [], values: tied.values(of: name))
        }
        try CheckpointWriter.write(configuration: tied.configuration, tensors: tensors, to: folder.path("head"))
        let head = try CheckpointFolder.open(folder.path("head"))
        let model = try MergedModel([
            .init(CheckpointModel(head), weight: 0.5), .init(CheckpointModel(tied), weight: 0.5),
        ])
        let scorer = try Scorer(
            configuration: model.configuration, parameters: model.parameters, tokenizer: ByteTokenizer())
        let documents = try Fixture.documents()
        let expected = try Fixture.scorer("tied-llama").score(documents, threads: 1)
        for (score, other) in zip(try scorer.score(documents, threads: 1), expected) {
            #expect(abs(score.sums.nll / other.sums.nll - 1) < 1e-5)
        }
    }
}
