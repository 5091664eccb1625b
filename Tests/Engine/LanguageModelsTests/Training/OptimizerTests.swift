import Foundation
import Kernels
import Testing

@testable import LanguageModels

@Suite("AdamW and its schedule")
struct OptimizerTests {
    @Test("Three steps are those of torch.optim.AdamW", arguments: [("matrix", Float(0.1)), ("vector", 0)])
    func torch(name: String, decay: Float) throws {
        let recorded = try ArrayTensors(safetensors: Fixture.folder().appending(path: "optimizer.safetensors"))
        var parameters = try recorded.values("\(name).0")
        var first = [Float](repeating: 0, count: parameters.count)
        var second = first
        for number in 1...3 {
            let step = AdamWKernel.Step(
                learningRate: 0.01, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: decay,
                firstCorrection: Float(1 - pow(0.9, Double(number))),
                secondCorrection: Float((1 - pow(0.95, Double(number))).squareRoot()))
            let gradient = try recorded.values("\(name).gradient.\(number)")
            AdamWKernel.update(
                count: parameters.count, step: step, gradient: gradient, parameters: &parameters,
                firstMoment: &first, secondMoment: &second)
            #expect(largestDifference(parameters, try recorded.values("\(name).\(number)")) < 1e-6)
        }
    }

    @Test("The learning rate warms up in equal parts, then stays or falls to a tenth")
    func schedule() {
        var plan = TrainingPlan(
            steps: 100, sequencesPerStep: 1, context: 1, learningRate: 1, warmupSteps: 4, schedule: .constant)
        #expect((0..<6).map(plan.learningRate(atStep:)) == [0.25, 0.5, 0.75, 1, 1, 1])
        plan.schedule = .cosine
        #expect(plan.learningRate(atStep: 4) == 1)
        #expect(abs(plan.learningRate(atStep: 52) - 0.55) < 1e-12)
        #expect(abs(plan.learningRate(atStep: 100) - 0.1) < 1e-12)
        for (steps, last) in [(10, 0.122), (60, 0.1006)] {
            plan = TrainingPlan(steps: steps, sequencesPerStep: 1, context: 1, learningRate: 1, schedule: .cosine)
            #expect(abs(plan.learningRate(atStep: steps - 1) - last) < 5e-4)
        }
    }

    @Test("Every number of a plan that is out of range is named")
    func validation() throws {
        let configuration = try Fixture("untied").configuration
        let wrong = TrainingPlan(
            steps: 0, sequencesPerStep: 0, context: 65, learningRate: -1, warmupSteps: 5, weightDecay: -.infinity,
            beta1: 1, beta2: .nan, epsilon: 0, gradientClip: -1)
        do {
            try wrong.validate(for: configuration)
            Issue.record("the plan was accepted")
        } catch let error as LanguageModelError {
            for name in [
                "steps", "sequences_per_step", "context", "learning_rate", "warmup_steps", "weight_decay", "beta1",
                "beta2", "epsilon", "gradient_clip",
            ] {
                #expect(error.message.contains("\(name) is "), "\(name)")
            }
            #expect(error.message.contains("context is 65; must be 1 to the model's 64"))
        }
    }
}
