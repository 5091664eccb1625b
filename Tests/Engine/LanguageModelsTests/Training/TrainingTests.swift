import Checkpoints
import Foundation
import Testing

@testable import LanguageModels

@Suite("Training runs")
struct TrainingTests {
    private static let configuration = ModelConfiguration.llama(
        vocabularySize: 50, hiddenSize: 32, intermediateSize: 48, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
        tiedEmbeddings: true, maximumPositions: 64)

    /// Two sources that are easy to tell apart: rising and falling runs of tokens.
    private static func data(_ weights: [Double] = [2, 1]) throws -> TrainingData {
        try TrainingData(sources: [
            .init(name: "rising", tokens: (0..<4_000).map { Int32($0 % 47) }, weight: weights[0]),
            .init(name: "falling", tokens: (0..<3_000).map { Int32(49 - $0 % 43) }, weight: weights[1]),
        ])
    }

    /// 80 sequences of 64 are ten blocks: more than there are lanes.
    private static func plan(_ steps: Int, sequences: Int = 80) -> TrainingPlan {
        TrainingPlan(
            steps: steps, sequencesPerStep: sequences, context: 64, learningRate: 0.01, warmupSteps: min(2, steps),
            seed: 3)
    }

    private func training(_ plan: TrainingPlan, threads: Int = 2) throws -> Training {
        try Training(
            configuration: Self.configuration, start: .random(seed: 1), data: try Self.data(), plan: plan,
            threads: threads)
    }

    @Test("The loss falls from that of a guess to that of a model that has learnt")
    func learns() throws {
        let training = try training(Self.plan(60, sequences: 16))
        #expect((try training.step() - log(50)).magnitude < 0.7)
        while !training.isFinished { try training.step() }
        #expect(try #require(training.losses.last) < 0.5)
        #expect(training.tokensSeen == 60 * 16 * 64)
        #expect(throws: LanguageModelError.self) { try training.step() }
        let repetitions = training.repetitions
        #expect(abs(try #require(repetitions["rising"]) - 640.0 / 62) < 1.5)
        #expect(abs(try #require(repetitions["falling"]) - 320.0 / 46) < 1.5)
    }

    /// Review of the engine, D8: the names were asked of the file itself.
    @Test("A run starts from tied parameters as a model without its head is saved", arguments: [false, true])
    func startsWithoutHead(keepsHead: Bool) throws {
        let first = try training(Self.plan(2))
        let parameters = try first.parameters
        var saved = ArrayTensors()
        for name in parameters.tensorNames {
            let spelling = String("\(name)".dropFirst("model.".count))
            let isTable = keepsHead && spelling == "embed_tokens.weight"
            let shape = try #require(parameters.shape(of: name))
            saved.arrays[isTable ? "lm_head.weight" : TensorName(spelling)] = (
                shape.dimensions, try parameters.values(of: name)
            )
        }
        let second = try Training(
            configuration: Self.configuration, start: .parameters(saved), data: try Self.data(), plan: Self.plan(2),
            threads: 2)
        #expect(try second.save() == first.save())
        for name in parameters.tensorNames {
            #expect(try second.parameters.values(of: name) == parameters.values(of: name))
        }
    }

    @Test("The number of threads changes no bit", arguments: [2, 3, 7])
    func threads(count: Int) throws {
        let one = try training(Self.plan(3), threads: 1)
        let several = try training(Self.plan(3), threads: count)
        for _ in 0..<3 { #expect(try one.step().bitPattern == several.step().bitPattern) }
        #expect(try one.save() == several.save())
    }

    @Test("A run that was saved and restored gives the bits of one that never stopped")
    func resumes() throws {
        let whole = try training(Self.plan(6))
        for _ in 0..<6 { try whole.step() }
        let first = try training(Self.plan(6))
        for _ in 0..<2 { try first.step() }
        let second = try training(Self.plan(6), threads: 1)
        try second.restore(first.save())
        #expect(second.stepIndex == 2)
        #expect(second.losses == first.losses)
        while !second.isFinished { try second.step() }
        #expect(try second.save() == whole.save())
    }

    @Test("Another seed brings other data")
    func seeds() throws {
        var plan = Self.plan(2)
        let one = try training(plan)
        plan.seed = 4
        let other = try training(plan)
        #expect(try one.step() != other.step())
    }

    @Test("A state that is damaged or of another run is refused and changes nothing")
    func refusesStates() throws {
        let run = try training(Self.plan(4))
        try run.step()
        let state = try run.save()
        let before = try run.save()
        var longer = state
        longer.append(0)
        for damaged in [Data(), state.prefix(12), state.dropLast(), longer, Data("ASSAYTR0".utf8) + state.dropFirst(8)]
        {
            #expect(throws: LanguageModelError.self) { try run.restore(Data(damaged)) }
        }
        let other = try training(Self.plan(5))
        #expect(throws: LanguageModelError.self) { try other.restore(state) }
        let elsewhere = try Training(
            configuration: Self.configuration, start: .random(seed: 1), data: try Self.data([1, 1]),
            plan: Self.plan(4), threads: 1)
        #expect(throws: LanguageModelError(.invalidState, "the saved training state is of a run with another data")) {
            try elsewhere.restore(state)
        }
        #expect(try run.save() == before)
    }

    @Test("Going on from parameters begins with their loss")
    func continues() throws {
        let first = try training(Self.plan(20, sequences: 16))
        while !first.isFinished { try first.step() }
        let parameters = try first.parameters
        let second = try Training(
            configuration: Self.configuration, start: .parameters(parameters), data: try Self.data(),
            plan: Self.plan(1, sequences: 16), threads: 2)
        let loss = try second.step()
        #expect((loss - (first.losses.last ?? 0)).magnitude < 0.3)
        let model = try LanguageModel(configuration: Self.configuration, parameters: parameters)
        let window = TokenWindow(inputs: (0..<40).map { $0 }, targets: (1...40).map { $0 })
        #expect(try model.negativeLogLikelihoods(of: [[window]], threads: 1)[0].allSatisfy { $0 > 0 && $0 < 8 })
    }

    @Test("Parameters that are not finite stop a run before anything is updated")
    func notFinite() throws {
        let start = try training(Self.plan(2)).parameters
        var broken = ArrayTensors()
        for name in start.tensorNames {
            broken.arrays[name] = (try #require(start.shape(of: name)).dimensions, try start.values(of: name))
        }
        broken.arrays["model.layers.1.mlp.down_proj.weight"]?.values[5] = .infinity
        let run = try Training(
            configuration: Self.configuration, start: .parameters(broken), data: try Self.data(),
            plan: Self.plan(2), threads: 2)
        let before = try run.save()
        #expect(throws: LanguageModelError.self) { try run.step() }
        #expect(run.stepIndex == 0)
        #expect(try run.save() == before)
    }

    @Test("Wrong data is refused by the source's name")
    func data() throws {
        func refusal(_ sources: [TrainingData.Source]) -> String {
            do {
                _ = try Training(
                    configuration: Self.configuration, start: .random(seed: 0), data: TrainingData(sources: sources),
                    plan: Self.plan(1), threads: 1)
                return "accepted"
            } catch {
                return "\(error)"
            }
        }
        let long = [Int32](repeating: 1, count: 100)
        #expect(refusal([]).contains("no source has a weight above 0"))
        #expect(refusal([.init(name: "a", tokens: long, weight: 0)]).contains("no source has a weight above 0"))
        #expect(refusal([.init(name: "a", tokens: long, weight: -1)]).contains("\"a\" is -1.0; must be 0 or above"))
        #expect(refusal([.init(name: "a", tokens: long, weight: .nan)]).contains("must be 0 or above"))
        let twice = TrainingData.Source(name: "a", tokens: long, weight: 1)
        #expect(refusal([twice, twice]).contains("named twice"))
        #expect(refusal([.init(name: "a", tokens: [1, 2], weight: 1)]).contains("\"a\" has 2 tokens"))
        #expect(refusal([.init(name: "a", tokens: long + [50], weight: 1)]).contains("tokens 1 to 50"))
    }
}
