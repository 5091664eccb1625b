import Checkpoints
import Foundation
import Synchronization
import Testing

@testable import LanguageModels

@Suite("What a forward pass reads and holds")
struct MemoryTests {
    /// Records the runs that are read.
    final class Recording: TensorSource {
        let base: ArrayTensors
        let reads = Mutex<[TensorName: [Range<Int>]]>([:])

        init(_ base: ArrayTensors) { self.base = base }

        var tensorNames: [TensorName] { base.tensorNames }
        func shape(of name: TensorName) -> TensorShape? { base.shape(of: name) }
        func read(
            _ name: TensorName, elements: Range<Int>, into destination: UnsafeMutableBufferPointer<Float>
        ) throws {
            reads.withLock { $0[name, default: []].append(elements) }
            let values = try #require(base.arrays[name]?.values)
            _ = destination.update(fromContentsOf: values[elements])
        }
    }

    /// The model of a fixture with far more rows of vocabulary than a layer has room for.
    private func wide() throws -> (configuration: ModelConfiguration, parameters: ArrayTensors) {
        let fixture = try Fixture("untied")
        var (configuration, parameters) = (fixture.configuration, fixture.parameters)
        configuration.vocabularySize = 4_001
        for name in ["model.embed_tokens.weight", "lm_head.weight"] as [TensorName] {
            let count = configuration.vocabularySize * configuration.hiddenSize
            parameters.arrays[name] = (
                [configuration.vocabularySize, configuration.hiddenSize],
                (0..<count).map { Float(($0 &* 2_654_435_761) % 2_003) / 1_000 - 1 }
            )
        }
        return (configuration, parameters)
    }

    private let window: TokenWindow = {
        let tokens = (0...60).map { Int32($0 * 1_237 % 4_001) }
        return TokenWindow(inputs: Array(tokens.dropLast()), targets: Array(tokens.dropFirst()))
    }()

    @Test("Of the embedding only the tokens' rows are read, once each; of the head a slice at a time")
    func slices() throws {
        let (configuration, parameters) = try wide()
        let recording = Recording(parameters)
        let model = try LanguageModel(configuration: configuration, parameters: recording)
        _ = try model.negativeLogLikelihoods(of: [[window, window]], threads: 2)
        let reads = recording.reads.withLock { $0 }
        let width = configuration.hiddenSize
        let rows = try #require(reads["model.embed_tokens.weight"]).map { $0.lowerBound / width }.sorted()
        // Padding reads token 0.
        #expect(rows.map(Int32.init) == Set(window.inputs + [0]).sorted())
        let head = try #require(reads["lm_head.weight"]).sorted { $0.lowerBound < $1.lowerBound }
        #expect(head.count == 8)
        #expect(head.map(\.count).max() == 512 * width)
        #expect(head.reduce(0) { $0 + $1.count } == configuration.vocabularySize * width)
    }

    @Test("Slices of the vocabulary give what the whole softmax gives")
    func softmax() throws {
        let (configuration, parameters) = try wide()
        let model = try LanguageModel(configuration: configuration, parameters: parameters)
        let losses = try model.negativeLogLikelihoods(of: [[window]], threads: 2)[0]
        let logits = try model.trace(window.inputs).logits
        for (row, target) in window.targets.enumerated() {
            let line = logits[row * configuration.vocabularySize..<(row + 1) * configuration.vocabularySize].map(
                Double.init)
            let top = try #require(line.max())
            let expected = top + log(line.reduce(0) { $0 + exp($1 - top) }) - line[Int(target)]
            #expect(abs(Double(losses[row]) - expected) <= 1e-5 * max(1, expected))
        }
    }

    @Test("A pass holds what the budget says, and one block a thread at least")
    func plan() throws {
        let fixture = try Fixture("untied")
        let blocks = TokenBlock.blocks(of: Array(repeating: fixture.window, count: 60), document: 0)
        let size = PassPlan.bytes(of: blocks[0], hiddenSize: 24)
        #expect(blocks.count == 5)
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 1, bytes: 2 * size).passes == [0..<2, 2..<4, 4..<5])
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 2, bytes: 4 * size).passes == [0..<2, 2..<4, 4..<5])
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 1, bytes: -1).passes.count == 5)
        // Threads without a block would wait for the others, merge after merge.
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 1, threads: 3, bytes: -1).passes == [0..<3, 3..<5])
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 3, threads: 3, bytes: -1).passes.count == 5)
        #expect(PassPlan(blocks: blocks, hiddenSize: 24, models: 1, bytes: 1 << 40).passes == [0..<5])
        #expect(PassPlan(blocks: [], hiddenSize: 24, models: 1, bytes: 0).passes.isEmpty)
    }
}
