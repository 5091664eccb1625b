public import API
import Foundation
public import Logging
import Mixtures

/// Carries out what workers are asked to: evaluations, training runs, measurements, searches.
public struct ModelExecutor: JobExecutor {
    /// How a worker works.
    public struct Configuration: Sendable {
        /// Threads that compute.
        public var threads: Int
        /// A folder for files on their way to the service; emptied at the start.
        public var workFolder: String
        /// Checkpoints that stay open between evaluations.
        public var warmCheckpoints: Int
        /// How often a training run saves its state.
        public var stateInterval: Duration

        public init(
            threads: Int, workFolder: String, warmCheckpoints: Int = 256, stateInterval: Duration = .seconds(30)
        ) {
            self.threads = threads
            self.workFolder = workFolder
            self.warmCheckpoints = warmCheckpoints
            self.stateInterval = stateInterval
        }
    }

    private let evaluations: EvaluationExecutor
    private let ensembles: EnsembleExecutor
    private let logProbabilities: LogProbabilitiesExecutor
    private let trainings: TrainingExecutor
    private let validities: ValidityExecutor
    private let studies: StudyExecutor
    private let contaminations: ContaminationExecutor

    /// - Parameters:
    ///   - blobs: where checkpoints and documents come from.
    ///   - sink: where what is made goes.
    public init(
        _ configuration: Configuration, blobs: BlobSource, sink: any BlobSink, time: WorkerTime = .system, log: Logger
    ) throws {
        try? FileManager.default.removeItem(atPath: configuration.workFolder)
        try FileManager.default.createDirectory(
            atPath: configuration.workFolder, withIntermediateDirectories: true)
        let checkpoints = CheckpointCache(blobs: blobs, capacity: configuration.warmCheckpoints)
        let tokenizers = TokenizerCache(blobs: blobs)
        evaluations = EvaluationExecutor(
            checkpoints: checkpoints, documents: DocumentCache(blobs: blobs), tokenizers: tokenizers, sink: sink,
            workFolder: configuration.workFolder, threads: configuration.threads)
        let tables = EnsembleTables(blobs: blobs, threads: configuration.threads)
        ensembles = EnsembleExecutor(evaluations: evaluations, tables: tables)
        logProbabilities = LogProbabilitiesExecutor(evaluations: evaluations)
        validities = ValidityExecutor(checkpoints: checkpoints, threads: configuration.threads)
        contaminations = ContaminationExecutor(tokenizers: tokenizers, blobs: blobs, sink: sink)
        studies = StudyExecutor(tables: tables, threads: configuration.threads)
        trainings = TrainingExecutor(
            checkpoints: checkpoints, tokenizers: tokenizers, blobs: blobs, sink: sink,
            workFolder: configuration.workFolder,
            threads: configuration.threads, stateInterval: configuration.stateInterval,
            time: time, log: log)
    }

    public func execute(_ task: JobTask, for assignment: Assignment) async throws -> TaskResult {
        switch task {
        case .evaluation(let task): .evaluation(try await evaluate(task, for: assignment))
        case .training(let task): .training(try await trainings.execute(task, for: assignment))
        case .validity(let task): .validity(try await validities.execute(task, for: assignment))
        case .study(let task): .study(try await studies.execute(task, for: assignment))
        case .contamination(let task): .contamination(try await contaminations.execute(task, for: assignment))
        case .logProbabilities(let task):
            .logProbabilities(try await logProbabilities.execute(task, for: assignment))
        }
    }

    private func evaluate(_ task: EvaluationTask, for assignment: Assignment) async throws -> EvaluationResult {
        switch task.estimator {
        case .merge: try await evaluations.execute(task, for: assignment)
        case .ensemble: try await ensembles.execute(task, for: assignment)
        }
    }

    public func execute(_ batch: [(task: JobTask, assignment: Assignment)], answer: @escaping Answer) async {
        let evaluations = batch.compactMap { work -> EvaluationExecutor.Work? in
            if case .evaluation(let task) = work.task { (task, work.assignment) } else { nil }
        }
        let tasks = evaluations.map(\.task)
        if evaluations.count == batch.count, EvaluationExecutor.areOneBatch(tasks) {
            await self.evaluations.execute(evaluations, answer: answer)
        } else if evaluations.count == batch.count, EnsembleExecutor.areOneBatch(tasks) {
            await ensembles.execute(evaluations, answer: answer)
        } else {
            await executeOneByOne(batch, answer: answer)
        }
    }
}
