import Foundation
import LanguageModels

/// Training of the demo's model beside the rate of matrix products and beside PyTorch.
final class TrainSection: Section {
    let title = "Training"
    private let shape = ModelShape.byte
    private let training: Training
    private let products: ProductRate
    private let pytorch: Peer?

    private static let (sequencesPerStep, steps) = (16, 20)

    init(_ bench: Bench) throws {
        products = ProductRate(threads: bench.threads)
        training = try Training(
            configuration: shape.configuration, start: .random(seed: 1),
            data: TrainingData(sources: [
                .init(name: "random", tokens: RandomTokens(shape: shape, count: 1 << 18).stream, weight: 1)
            ]),
            plan: TrainingPlan(
                steps: 1_000_000, sequencesPerStep: Self.sequencesPerStep, context: shape.context, learningRate: 1e-3,
                warmupSteps: 10, schedule: .constant), threads: bench.threads)
        pytorch = bench.peers.start(
            "PyTorch", "train_torch.py",
            [
                String(decoding: shape.configuration.file(), as: UTF8.self), "\(shape.context)",
                "\(Self.sequencesPerStep)", "\(bench.threads)",
            ])
    }

    var notes: [String] {
        [
            shape.summary,
            "a step takes \(Self.sequencesPerStep * shape.context) tokens; AdamW, clipping; \(Self.steps) steps a "
                + "measurement",
        ]
    }

    var contenders: [Contender] {
        var all = [
            Contender(name: "sgemm", unit: .gigaflopsPerSecond) { [products] in try products.measure() },
            Contender(name: "Assay", unit: .tokensPerSecond) { [self] in
                let elapsed = try seconds { for _ in 0..<Self.steps { try training.step() } }
                return Double(Self.steps * Self.sequencesPerStep * shape.context) / elapsed
            },
        ]
        if let pytorch {
            all.append(
                Contender(name: "PyTorch, plain loop", unit: .tokensPerSecond) { try pytorch.ask("rate lean") })
            all.append(
                Contender(name: "PyTorch, transformers", unit: .tokensPerSecond) { try pytorch.ask("rate hub") })
        }
        return all
    }

    var comparisons: [Comparison] {
        [
            Comparison(
                name: "training, share of sgemm", own: "Assay", other: "sgemm", factor: shape.trainingWork / 1e9),
            Comparison(name: "training / PyTorch, plain loop", own: "Assay", other: "PyTorch, plain loop", target: 1.2),
            Comparison(
                name: "training / PyTorch, transformers", own: "Assay", other: "PyTorch, transformers", target: 1.2),
        ]
    }

    func check() -> [Agreement] { [] }
}
