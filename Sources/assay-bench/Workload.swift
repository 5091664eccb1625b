import ArgumentParser
import CBLASKernels
import Checkpoints
import Foundation
import LanguageModels

/// What is measured: a model with random parameters, on random tokens.
final class Workload {
    enum Size: String, ExpressibleByArgument {
        case byte
        case large
    }

    let configuration: ModelConfiguration
    let context: Int
    let sequencesPerStep: Int
    let threads: Int
    let trains: Bool
    /// Tokens that one measurement of scoring takes.
    let scoredTokens: Int
    private let steps: Int
    private let training: Training
    private let model: LanguageModel
    private let documents: [[TokenWindow]]

    init(_ size: Size, threads: Int, stepsPerMeasurement: Int) throws {
        self.threads = threads
        steps = stepsPerMeasurement
        switch size {
        case .byte:
            configuration = ModelConfiguration.llama(
                vocabularySize: 257, hiddenSize: 128, intermediateSize: 344, layerCount: 4, headCount: 4,
                maximumPositions: 128)
            (context, sequencesPerStep, scoredTokens, trains) = (128, 16, 1 << 16, true)
        case .large:
            configuration = ModelConfiguration.llama(
                vocabularySize: 32_000, hiddenSize: 768, intermediateSize: 2_048, layerCount: 12, headCount: 12,
                maximumPositions: 512)
            (context, sequencesPerStep, scoredTokens, trains) = (512, 1, 1 << 12, false)
        }
        var generator = SystemRandomNumberGenerator()
        let vocabulary = Int32(configuration.vocabularySize)
        let tokens = (0..<1 << 18).map { _ in Int32.random(in: 0..<vocabulary, using: &generator) }
        training = try Training(
            configuration: configuration, start: .random(seed: 1),
            data: TrainingData(sources: [.init(name: "random", tokens: tokens, weight: 1)]),
            plan: TrainingPlan(
                steps: 1_000_000, sequencesPerStep: sequencesPerStep, context: context, learningRate: 1e-3,
                warmupSteps: 10, schedule: .constant), threads: threads)
        model = try LanguageModel(configuration: configuration, parameters: training.parameters)
        let (length, total, perDocument) = (context, scoredTokens, 1 << 13)
        documents = stride(from: 0, to: total, by: perDocument).map { first in
            stride(from: first, to: min(first + perDocument, total), by: length).map { start in
                TokenWindow(
                    inputs: Array(tokens[start..<start + length]),
                    targets: Array(tokens[start + 1...start + length]))
            }
        }
    }

    var summary: String {
        "\(configuration.parameterCount) parameters, \(configuration.layerCount) layers, "
            + "\(configuration.hiddenSize) wide, vocabulary \(configuration.vocabularySize), context \(context), "
            + "\(sequencesPerStep * context) tokens a step"
    }

    /// Floating-point operations of a scored token: two a parameter that is multiplied, and attention over half a context.
    var scoringWork: Double {
        let table = configuration.tiedEmbeddings ? 0 : configuration.vocabularySize * configuration.hiddenSize
        let matrices = configuration.parameterCount - table
        let attention = 2 * configuration.layerCount * configuration.headCount * configuration.headDimension * context
        return 2 * Double(matrices) + Double(attention)
    }

    /// Those of a trained token: the gradient takes twice as many.
    var trainingWork: Double { 3 * scoringWork }

    /// Tokens a second of training.
    func train() throws -> Double {
        let seconds = try timed { for _ in 0..<steps { try training.step() } }
        return Double(steps * sequencesPerStep * context) / seconds
    }

    /// Tokens a second of scoring.
    func score() throws -> Double {
        let seconds = try timed { _ = try model.negativeLogLikelihoods(of: documents, threads: threads) }
        return Double(scoredTokens) / seconds
    }

    /// Billions of operations a second of `cblas_sgemm` on all threads at once, each its own 512 × 2048 × 2048.
    func productRate() throws -> Double {
        let (rows, width, repeats) = (Int(ASSAY_TILE_ROWS), 2_048, 8)
        let group = DispatchGroup()
        let memory = (0..<threads).map { _ in
            (
                [Float](repeating: 0.5, count: rows * width), [Float](repeating: 0.25, count: width * width)
            )
        }
        let seconds = timed {
            for (x, w) in memory {
                group.enter()
                Thread { [group] in
                    var y = [Float](repeating: 0, count: rows * width)
                    for _ in 0..<repeats { _ = assay_linear_forward(rows, width, width, x, w, 0, &y) }
                    group.leave()
                }.start()
            }
            group.wait()
        }
        return 2 * Double(rows * width * width * repeats * threads) / seconds / 1e9
    }

    private func timed(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let duration = try clock.measure(work)
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
