import API
import Checkpoints
import Foundation
import LanguageModels
import Logging
import Scoring
import Tokenizers

/// One attempt at a training run, on the thread that it blocks from the first step to the written checkpoint.
struct TrainingSession: Sendable {
    /// What the run begins with.
    struct Setup: Sendable {
        let configuration: ModelConfiguration
        let start: Training.Start
        let sources: [(share: TaskShare, reader: DocumentReader)]
        let plan: TrainingPlan
        let tokenizer: any Tokenizer
        /// The state that an earlier attempt left.
        let statePath: String?
    }

    /// What came of it, besides the checkpoint in the folder.
    struct Outcome: Sendable {
        let tokens: Int
        let losses: [LossPoint]
    }

    let setup: Setup
    let threads: Int
    let stateInterval: Duration
    /// Where the checkpoint is written.
    let folder: String
    let assignment: Assignment
    let time: WorkerTime
    let log: Logger
    /// Takes a state that is to be kept.
    let save: @Sendable (Data) -> Void

    /// Blocks the calling thread.
    func run() throws -> Outcome {
        let training = try Training(
            configuration: setup.configuration, start: setup.start, data: try data(), plan: setup.plan,
            threads: threads)
        try resume(training)
        try finish(training)
        try? FileManager.default.removeItem(atPath: folder)
        try CheckpointWriter.write(
            configuration: setup.configuration.file(), tensors: try training.parameters, to: folder)
        return Outcome(tokens: training.tokensSeen, losses: curve.points(of: training.losses))
    }

    private var curve: LossCurve { LossCurve(steps: setup.plan.steps) }

    /// The documents of each partition as one stream of tokens, each led by the prefix that documents are scored after.
    private func data() throws -> TrainingData {
        let tokenizer = setup.tokenizer
        return try TrainingData(
            sources: setup.sources.map { share, reader in
                try assignment.cancellation.check()
                var documents: [[Int32]] = []
                try reader.forEach { document, _ in documents.append(tokenizer.encode(document.text)) }
                return TrainingData.Source(
                    name: share.partition, documents: documents, prefix: tokenizer.prefixToken, weight: share.weight)
            })
    }

    /// Goes on from the saved state, if there is one that is of this run.
    private func resume(_ training: Training) throws {
        guard let path = setup.statePath else { return }
        do {
            try training.restore(Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch let error as LanguageModelError where error.code == .invalidState {
            // Beginning again gives the same bits, only later: better than failing a run over its own notes.
            log.warning("saved state not used", metadata: ["job": "\(assignment.lease.job)", "error": "\(error)"])
            return
        }
        log.notice(
            "training resumed", metadata: ["job": "\(assignment.lease.job)", "step": "\(training.stepIndex)"])
    }

    /// Takes the steps that are left.
    private func finish(_ training: Training) throws {
        var known = 0
        var saved = time.now()
        report(training, after: &known)
        while !training.isFinished {
            if let reason = assignment.cancellation.reason {
                // Whoever goes on shall not have to repeat what is done; nobody goes on after a cancel.
                if reason == .stopping, training.stepIndex > 0 { save(try training.save()) }
                throw WorkCancelled(reason: reason)
            }
            try training.step()
            report(training, after: &known)
            if time.now() - saved >= stateInterval, !training.isFinished {
                save(try training.save())
                saved = time.now()
            }
        }
    }

    private func report(_ training: Training, after known: inout Int) {
        let points = curve.points(of: training.losses, after: known)
        known = training.stepIndex
        assignment.report(
            JobProgress(
                completed: training.stepIndex, total: setup.plan.steps, losses: points.isEmpty ? nil : points,
                tokens: training.tokensSeen))
    }
}
