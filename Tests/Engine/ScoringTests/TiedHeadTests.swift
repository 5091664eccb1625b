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

/// Checkpoints whose configuration says that head and embedding are one, and whose file holds both.
///
/// `transformers` since 5.23 compares the two, and does not tie them where they differ.
@Suite struct TiedHeadTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The fixture `llama`, which has a head of its own, with a configuration that ties it.
    ///
    /// - Parameter head: what becomes of the head's values, given those of the embedding.
    private func tied(
        _ name: String, type: ElementType = .f32, head change: (_ head: [Float], _ embedding: [Float]) -> [Float]?
    ) throws -> CheckpointModel {
        let original = try CheckpointFolder.open(Fixture.path("llama"))
        let embedding = try original.values(of: "model.embed_tokens.weight")
        var tensors = MemoryTensorSource()
        for tensor in original.tensorNames {
            var values: [Float]? = try original.values(of: tensor)
            if tensor == "lm_head.weight" { values = change(values ?? [], embedding) }
            if let values {
                try tensors.insert(tensor, dimensions: original.shape(of: tensor)?.dimensions ?? [], values: values)
            }
        }
        guard case .object(let members) = try JSONValue(parsing: original.configuration) else { throw Missing() }
        let others = members.filter { String(decoding: $0.key, as: UTF8.self) != "tie_word_embeddings" }
        let configuration = JSONValue.object(
            others + [JSONValue.Member(key: Array("tie_word_embeddings".utf8), value: .boolean(true))])
        try CheckpointWriter.write(
            configuration: Data(configuration.serialized()), tensors: tensors, to: folder.path(name)
        ) { $0 == "lm_head.weight" ? type : .f32 }
        return try CheckpointModel.open(folder.path(name))
    }

    private struct Missing: Error {}

    private func losses(_ configuration: ModelConfiguration, _ parameters: any TensorSource) throws -> [Double] {
        try Scorer(configuration: configuration, parameters: parameters, tokenizer: ByteTokenizer())
            .score(Fixture.documents(), threads: 1).map(\.sums.nll)
    }

    @Test func aHeadOfItsOwnIsReadThoughTheConfigurationTiesIt() throws {
        let model = try tied("differs") { head, _ in head }
        #expect(model.declared.tiedEmbeddings && !model.configuration.tiedEmbeddings)
        let expected = try Fixture.scorer("llama").score(Fixture.documents(), threads: 1).map(\.sums.nll)
        #expect(try losses(model.configuration, model.checkpoint) == expected)
    }

    @Test func oneValueThatDiffersIsEnough() throws {
        let model = try tied("last") { _, embedding in embedding.dropLast() + [(embedding.last ?? 0) + 1] }
        #expect(!model.configuration.tiedEmbeddings)
    }

    @Test func aHeadThatIsACopyOfTheEmbeddingChangesNothing() throws {
        let (copy, alone) = (try tied("copy") { $1 }, try tied("alone") { _, _ in nil })
        #expect(copy.configuration.tiedEmbeddings && alone.configuration.tiedEmbeddings)
        #expect(
            try losses(copy.configuration, copy.parameters(as: copy.configuration))
                == losses(alone.configuration, alone.checkpoint))
    }

    @Test func aCopyOfAnotherTypeIsComparedByItsValues() throws {
        // Rounded to bf16 the head is another matrix than the embedding.
        let model = try tied("rounded", type: .bf16) { $1 }
        #expect(!model.configuration.tiedEmbeddings)
    }

    @Test func nobodyReadsSuchACheckpointAsTied() throws {
        let model = try tied("differs") { head, _ in head }
        let error = #expect(throws: CheckpointError.self) {
            try LanguageModel(configuration: model.declared, parameters: model.checkpoint)
        }
        #expect(error?.subject == "lm_head.weight")
    }

    @Test func aMergeKeepsTheHeads() throws {
        let (differs, alone) = (try tied("differs") { head, _ in head }, try tied("alone") { _, _ in nil })
        let merge = try MergedModel([.init(differs, weight: 0.5), .init(alone, weight: 0.5)])
        #expect(!merge.configuration.tiedEmbeddings)
        let heads = (
            try differs.checkpoint.values(of: "lm_head.weight"),
            try alone.checkpoint.values(of: "model.embed_tokens.weight")
        )
        let merged = try merge.parameters.values(of: "lm_head.weight")
        for (value, (one, other)) in zip(merged, zip(heads.0, heads.1)) {
            #expect(abs(value - (0.5 * one + 0.5 * other)) <= 1e-6)
        }
    }

    @Test func twoTiedMembersStayTied() throws {
        let (copy, alone) = (try tied("copy") { $1 }, try tied("alone") { _, _ in nil })
        let merge = try MergedModel([.init(copy, weight: 0.5), .init(alone, weight: 0.5)])
        #expect(merge.configuration.tiedEmbeddings && !merge.parameters.tensorNames.contains("lm_head.weight"))
    }

    @Test func theCommandsAgreeOnThem() throws {
        let assayd = BuiltExecutable("assayd", beside: Bundle.module.bundlePath)
        let differs = try tied("differs") { head, _ in head }
        let merged = try assayd.run(["merge", "--out", folder.path("merged"), "1=\(differs.name)"])
        #expect(merged.status == 0, "\(merged.error)")
        let made = try CheckpointModel.open(folder.path("merged"))
        #expect(!made.declared.tiedEmbeddings && made.checkpoint.tensorNames.contains("lm_head.weight"))
        let scores = try [differs.name, folder.path("merged"), Fixture.path("llama")].map { model in
            let result = try assayd.run(["score", model, "--jsonl", Fixture.path("documents.jsonl"), "--json"])
            #expect(result.status == 0, "\(result.error)")
            return try JSONValue(parsing: Data(result.output.utf8))["documents"]
        }
        #expect(scores[0] == scores[1] && scores[1] == scores[2])
    }
}
