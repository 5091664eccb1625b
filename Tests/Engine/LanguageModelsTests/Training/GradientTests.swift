import Checkpoints
import Kernels
import Testing

@testable import LanguageModels

@Suite("Gradients")
struct GradientTests {
    /// A run whose only sequence is the fixture's tokens.
    private func training(_ fixture: Fixture, parameters: (any TensorSource)? = nil) throws -> Training {
        try Training(
            configuration: fixture.configuration, start: .parameters(parameters ?? fixture.parameters),
            data: TrainingData(sources: [.init(name: "fixture", tokens: fixture.tokens, weight: 1)]),
            plan: TrainingPlan(
                steps: 1, sequencesPerStep: 1, context: fixture.tokens.count - 1, learningRate: 0.001), threads: 1)
    }

    private func block(_ fixture: Fixture) -> SequenceBlock {
        SequenceBlock(
            sequences: 1, context: fixture.window.inputs.count, inputs: fixture.window.inputs,
            targets: fixture.window.targets, positions: (0..<Int32(fixture.window.inputs.count)).map { $0 })
    }

    @Test("Every parameter's gradient is PyTorch's", arguments: Fixture.names)
    func pytorch(name: String) throws {
        let fixture = try Fixture(name)
        let training = try training(fixture)
        let (loss, gradient) = try training.gradient(of: [block(fixture)])
        let expectedLosses = try fixture.expected.values("nll")
        #expect((loss - expectedLosses.reduce(0, +) / Float(expectedLosses.count)).magnitude < 1e-5)
        var checked = 0
        for placement in training.offsets.layout.placements {
            let expected = try fixture.expected.values("gradient.\(placement.name)")
            let ours = Array(gradient.sum.part(placement.offset, placement.elementCount))
            let size = expected.reduce(0) { max($0, $1.magnitude) }
            #expect(size > 0)
            #expect(largestDifference(ours, expected) <= 2e-5 * max(size, 0.1), "\(placement.name)")
            checked += 1
        }
        let inFile = fixture.expected.tensorNames.filter { "\($0)".hasPrefix("gradient.") }
        #expect(checked == inFile.count)
    }

    @Test("Every tensor's gradient is the slope that finite differences find", arguments: ["grouped", "biased"])
    func finiteDifferences(name: String) throws {
        let fixture = try Fixture(name)
        let training = try training(fixture)
        let gradient = try training.gradient(of: [block(fixture)]).gradient.sum.array
        for placement in training.offsets.layout.placements {
            let slope = gradient[placement.offset..<placement.offset + placement.elementCount]
            let squares = slope.reduce(0.0) { $0 + Double($1) * Double($1) }
            let step = Float(0.003 / squares)
            let ahead = try loss(fixture, moving: placement.name, along: slope.map { $0 * step })
            let behind = try loss(fixture, moving: placement.name, along: slope.map { -$0 * step })
            let found = (ahead - behind) / (2 * Double(step))
            #expect(abs(found / squares - 1) < 0.02, "\(placement.name): \(found), not \(squares)")
        }
    }

    private func loss(_ fixture: Fixture, moving name: TensorName, along change: [Float]) throws -> Double {
        var parameters = fixture.parameters
        let array = try #require(parameters.arrays[name])
        parameters.arrays[name] = (array.dimensions, zip(array.values, change).map(+))
        let model = try LanguageModel(configuration: fixture.configuration, parameters: parameters)
        let losses = try model.negativeLogLikelihoods(of: [[fixture.window]], threads: 1)[0]
        return losses.reduce(0.0) { $0 + Double($1) } / Double(losses.count)
    }
}
