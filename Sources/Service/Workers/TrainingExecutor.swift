import API
import Checkpoints
import Foundation
import Kernels
import LanguageModels
import Logging
import Parallelism
import Scoring
import StrictJSON
import Tokenizers

/// Trains, saving now and then the state from which another attempt goes on bit for bit, and leaves a checkpoint.
struct TrainingExecutor: Sendable {
    let checkpoints: CheckpointCache
    let tokenizers: TokenizerCache
    let blobs: BlobSource
    let sink: any BlobSink
    /// A folder for files on their way to the service.
    let workFolder: String
    let threads: Int
    let stateInterval: Duration
    let time: WorkerTime
    let log: Logger

    func execute(_ task: TrainingTask, for assignment: Assignment) async throws -> TrainingResult {
        assignment.report(JobProgress(completed: 0, total: task.plan.steps))
        let setup = try await setup(task)
        let (states, saved) = AsyncStream.makeStream(of: Data.self, bufferingPolicy: .bufferingNewest(1))
        let session = TrainingSession(
            setup: setup, threads: threads, stateInterval: stateInterval, folder: folder(for: assignment),
            assignment: assignment, time: time, log: log, save: { saved.yield($0) })
        // The states are uploaded while the next steps are taken; what is not yet sent gives way to what is newer.
        async let uploads: Void = upload(states, for: assignment)
        let outcome: TrainingSession.Outcome
        do {
            outcome = try await BlockingThread.run(named: "train") { try session.run() }
        } catch {
            saved.finish()
            await uploads
            throw error
        }
        saved.finish()
        await uploads
        return try await hand(in: outcome, of: task, for: assignment)
    }

    private func folder(for assignment: Assignment) -> String {
        "\(workFolder)/\(assignment.lease.job)-\(assignment.lease.attempt)"
    }

    /// A state that cannot be uploaded costs time at the next attempt, not the run.
    private func upload(_ states: AsyncStream<Data>, for assignment: Assignment) async {
        for await state in states {
            do {
                let blob = try await sink.store(Array(state))
                assignment.report(stateBlob: blob)
                log.debug("state kept", metadata: ["job": "\(assignment.lease.job)", "blob": "\(blob)"])
            } catch {
                log.warning("state not kept", metadata: ["job": "\(assignment.lease.job)", "error": "\(error)"])
            }
        }
    }

    private func hand(
        in outcome: TrainingSession.Outcome, of task: TrainingTask, for assignment: Assignment
    ) async throws -> TrainingResult {
        let folder = folder(for: assignment)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // What is trained on a tokenizer's ids brings that tokenizer.
        var files = (task.tokenizer.files ?? [:]).filter { CheckpointFiles.tokenizerNames.contains($0.key) }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            try assignment.cancellation.check()
            files[name] = try await sink.store(fileAt: "\(folder)/\(name)")
        }
        return TrainingResult(
            files: files, tokens: outcome.tokens, losses: outcome.losses, kernelPath: "\(KernelPath.current)")
    }
}

extension TrainingExecutor {
    /// Fetches everything that the run needs.
    private func setup(_ task: TrainingTask) async throws -> TrainingSession.Setup {
        let (configuration, start) = try await start(of: task)
        let tokenizer = try await tokenizers.tokenizer(task.tokenizer)
        var sources: [(share: TaskShare, reader: DocumentReader)] = []
        for share in task.data {
            sources.append((share, try await DocumentReader(share.documents, in: blobs, tokenizer: tokenizer)))
        }
        var state: String?
        if let blob = task.resumeBlob { state = try await blobs.path(of: blob) }
        return TrainingSession.Setup(
            configuration: configuration, start: start, sources: sources, plan: TrainingPlan(task.plan),
            tokenizer: tokenizer, statePath: state)
    }

    private func start(of task: TrainingTask) async throws -> (ModelConfiguration, Training.Start) {
        if let checkpoint = task.checkpoint {
            let model = try await checkpoints.checkpoint(checkpoint)
            return (model.configuration, .parameters(try model.parameters(as: model.configuration)))
        }
        guard let keys = task.configuration else {
            throw WorkFailure("task-malformed", "the task has neither a checkpoint nor a configuration to start from")
        }
        let json = Data(try JSONCoder.encode(JSONValue.object(keys)))
        let configuration = try ModelConfiguration(json: json, file: "configuration")
        return (configuration, .random(seed: UInt64(task.plan.seed)))
    }
}

extension TrainingPlan {
    /// The plan as the wire carries it.
    init(_ plan: PlanResource) {
        let schedule: Schedule
        switch plan.schedule {
        case .constant: schedule = .constant
        case .cosine: schedule = .cosine
        }
        self.init(
            steps: plan.steps, sequencesPerStep: plan.sequencesPerStep, context: plan.context,
            learningRate: plan.learningRate, warmupSteps: plan.warmupSteps, schedule: schedule,
            weightDecay: plan.weightDecay, beta1: plan.beta1, beta2: plan.beta2, epsilon: plan.epsilon,
            gradientClip: plan.gradientClip, seed: UInt64(plan.seed))
    }
}
