import API
import ArgumentParser
import Client
import Foundation
import StrictJSON
import Words

struct Train: ServiceCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a model here: a base, a partition model, or a reference.",
        discussion: """
            assay train base --kind base --configuration llama.json --data base=1 --steps 1000
            assay train man --kind partition --from base --data man=1 --steps 150
            assay train man+perl --kind reference --from base --data man=0.5 --data perl=0.5 --steps 300 --seed 7
            """)

    @Argument(help: "The run's name; the checkpoint that it makes is called the same.") var name: String
    @Option(help: "base, partition or reference.") var kind: TrainingKind
    @Option(help: "Continue this checkpoint (id or name).") var from: String?
    @Option(help: "Start from random parameters of this config.json.") var configuration: String?
    @Option(name: .customLong("data"), help: "A partition and the probability of drawing from it, NAME=WEIGHT; repeat.")
    var data: [WeightArgument]
    @Option(help: "The corpus in which partitions are looked up.") var corpus = "default"
    @OptionGroup(title: "Plan") var plan: PlanOptions
    @Flag(name: .customLong("no-wait"), help: "Return as soon as the run is queued.") var isImmediate = false
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (from == nil) != (configuration == nil) else {
            throw ValidationError("Give exactly one of --from and --configuration.")
        }
        guard !data.isEmpty else { throw ValidationError("Give at least one --data NAME=WEIGHT.") }
    }

    func report(from client: AssayClient) async throws -> Report {
        let sent = SentFiles(files: configuration.map { ["/configuration": $0] } ?? [:])
        let run = try await sent.naming {
            try await client.createTrainingRun(
                TrainingRunCreation(
                    name: name, kind: kind, start: try await start(client), data: try data.weights(), corpus: corpus,
                    plan: plan.resource))
        }
        if isImmediate { return try Report(run, tables: [TrainingRuns.table([run])], ids: [run.id]) }
        let jobs = try await Waiting(client: client).jobs([run.job], title: "training \(name)")
        let finished = try await client.trainingRun(run.id)
        return try Report(
            finished, tables: [TrainingRuns.table([finished])], ids: [finished.id], failure: Waiting.failure(of: jobs))
    }

    private func start(_ client: AssayClient) async throws -> TrainingStart {
        if let from { return .checkpoint(from) }
        let file = configuration ?? ""
        let bytes = try InputFile.contents(of: file)
        do throws(InvalidBody) {
            let findings = Findings()
            let value = try JSONParser.parse(Array(bytes), findings: findings)
            try findings.check()
            guard let keys = value.dictionary else {
                throw InvalidBody(errors: [FieldError(pointer: .root, detail: "is \(value.kind); expected an object")])
            }
            return .configuration(keys)
        } catch {
            throw Failure(.input, "\(file): \(error)")
        }
    }
}

/// How a training run goes on.
struct PlanOptions: ParsableArguments {
    @Option(help: "Steps of the optimiser.") var steps: Int
    @Option(help: "Sequences in each step.") var sequencesPerStep = 16
    @Option(help: "Tokens that each sequence predicts.") var context = 128
    @Option(help: "Peak learning rate.") var learningRate = 1e-3
    @Option(help: "Steps in which the learning rate rises to its peak.") var warmupSteps = 0
    @Option(help: "constant or cosine.") var schedule: PlanResource.Schedule = .constant
    @Option(help: "Decoupled weight decay, on matrices only.") var weightDecay = 0.1
    @Option(name: .customLong("beta1"), help: "Decay of the gradients' mean.") var beta1 = 0.9
    @Option(name: .customLong("beta2"), help: "Decay of the squared gradients' mean.") var beta2 = 0.95
    @Option(help: "Largest norm of a gradient; 0 is no limit.") var gradientClip = 1.0
    @Option(help: "Seed of the data's order, and of random parameters.") var seed = 0

    var resource: PlanResource {
        PlanResource(
            steps: steps, sequencesPerStep: sequencesPerStep, context: context, learningRate: learningRate,
            warmupSteps: warmupSteps, schedule: schedule, weightDecay: weightDecay, beta1: beta1, beta2: beta2,
            gradientClip: gradientClip, seed: seed)
    }
}
