import API
import ArgumentParser
import Client
import Foundation
import StrictJSON

extension ReferenceRuns {
    struct Add: ServiceCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Add the model of a training run, one trained elsewhere, or only its scores, as the truth about a mixture.",
            discussion: """
                assay reference-runs add --pool demo --training-run man+perl man=0.5 perl=0.5
                assay reference-runs add --pool demo --set demo --scores found.json --trained-tokens 1000000 man=1

                A file of scores holds one JSON object: domain → {"documents", "tokens", "words", "characters", "bytes", "nll"}, \
                for every domain of the evaluation set.
                """)

        @Option(help: "The pool (id or name).") var pool: String
        @Option(help: "The training run that made it (id or name).") var trainingRun: String?
        @Option(help: "Or its checkpoint (id or name).") var checkpoint: String?
        @Option(help: "Or a JSON file of its scores.") var scores: String?
        @Option(name: .customLong("set"), help: "What the scores are of (id or name of an evaluation set).")
        var evaluationSet: String?
        @Option(help: "Of a model trained elsewhere: tokens it was trained on.") var trainedTokens: Int?
        @Option(help: "Of a model trained elsewhere: its schedule; equal text for equal schedules.")
        var schedule: String?
        @Option(help: "Of a model trained elsewhere: the model that it continues.") var base: String?
        @Option(help: "Of a model trained elsewhere: its seed.") var seed: Int?
        @Argument(help: ArgumentHelp("The mixture; repeat.", valueName: "name=weight")) var weights: [WeightArgument]
        @Flag(help: "Divide the weights by their sum.") var normalize = false
        @OptionGroup var service: ServiceOptions

        func validate() throws {
            guard [trainingRun, checkpoint, scores].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("Give exactly one of --training-run, --checkpoint and --scores.")
            }
            guard (scores == nil) == (evaluationSet == nil) else {
                throw ValidationError("Give --scores and --set together.")
            }
            guard trainingRun == nil || training == nil else {
                throw ValidationError("A training run tells itself how it was trained: leave those options out.")
            }
        }

        func report(from client: AssayClient) async throws -> Report {
            let mixture = try weights.weights()
            try MixtureCheck.check(mixture, normalize: normalize, place: "mixture")
            let reference = try await SentFiles(files: scores.map { ["/scores": $0] } ?? [:]).naming {
                try await client.createReferenceRun(
                    ReferenceRunCreation(
                        pool: pool, mixture: mixture, normalize: normalize, trainingRun: trainingRun,
                        checkpoint: checkpoint, evaluationSet: evaluationSet, scores: try scores.map(Self.read),
                        training: training))
            }
            return try Report(reference, tables: [ReferenceRuns.table([reference])], ids: [reference.id])
        }

        private var training: ReferenceTraining? {
            let training = ReferenceTraining(tokens: trainedTokens, schedule: schedule, base: base, seed: seed)
            return training == ReferenceTraining() ? nil : training
        }

        /// Reads a file of scores as strictly as the service reads them.
        static func read(_ path: String) throws -> [String: ReferenceSums] {
            let data = try InputFile.contents(of: path)
            do throws(InvalidBody) {
                return try JSONCoder.read([String: ReferenceSums].self, from: Array(data))
            } catch {
                throw Failure(.input, "\(path): \(error)")
            }
        }
    }
}
