public import API
import Foundation
import Hashing
import Parallelism
public import Words

extension AssayClient {
    /// Registers a checkpoint: files that were uploaded, or a folder that the service may import from.
    public func createCheckpoint(_ creation: CheckpointCreation) async throws -> CheckpointResource {
        try await create("/v1/checkpoints", creation)
    }

    /// A checkpoint by its id.
    public func checkpoint(_ id: String) async throws -> CheckpointResource {
        try await read("/v1/checkpoints/\(Call.escape(id))")
    }

    /// Every checkpoint.
    public func checkpoints() -> ItemSequence<CheckpointResource> {
        list("/v1/checkpoints", filters: [])
    }

    /// Downloads a checkpoint's files, verified, into a folder that is made if it is not there.
    public func downloadCheckpoint(_ checkpoint: CheckpointResource, to folder: String) async throws {
        try await BlockingThread.run(named: BodyFile.threadName) {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        for file in checkpoint.files {
            guard let digest = SHA256Digest(hex: file.sha256), !file.name.contains("/"), file.name != ".." else {
                throw ClientError(
                    .unexpectedAnswer,
                    message: "checkpoint \(checkpoint.id) has a file \"\(file.name)\" (\(file.sha256))")
            }
            try await download(digest, to: "\(folder)/\(file.name)")
        }
    }

    /// Queues a training run.
    public func createTrainingRun(_ creation: TrainingRunCreation) async throws -> TrainingRunResource {
        try await create("/v1/training-runs", creation)
    }

    /// A training run.
    ///
    /// - Parameter wait: how long the service may hold its answer back until the run has ended.
    public func trainingRun(_ id: String, wait: Duration? = nil) async throws -> TrainingRunResource {
        try await read("/v1/training-runs/\(Call.escape(id))", wait: wait)
    }

    /// Every training run, those of one state if it is named.
    public func trainingRuns(state: JobState? = nil) -> ItemSequence<TrainingRunResource> {
        list("/v1/training-runs", filters: [("state", state?.rawValue)])
    }

    /// Waits until a training run has ended, well or not.
    public func finishedTrainingRun(_ id: String) async throws -> TrainingRunResource {
        try await finished {
            try await trainingRun(id, wait: Self.longPoll)
        } isFinal: {
            $0.state.isFinal
        }
    }

    /// Makes a pool of a base checkpoint and partitions with their checkpoints.
    public func createPool(_ creation: PoolCreation) async throws -> PoolResource {
        try await create("/v1/pools", creation)
    }

    /// A pool by its id.
    public func pool(_ id: String) async throws -> PoolResource {
        try await read("/v1/pools/\(Call.escape(id))")
    }

    /// Every pool.
    public func pools() -> ItemSequence<PoolResource> {
        list("/v1/pools", filters: [])
    }

    /// Retires a partition of a pool, by its name: nothing new is asked about it, and every score stays.
    public func retirePartition(_ partition: String, of pool: String) async throws -> PoolResource {
        let body = try JSONCoder.encode(PartitionRetirement(partition: partition))
        return try await json(of: .post("/v1/pools/\(Call.escape(pool)):retire", json: body, isRepeatable: true))
    }

    /// Has a pool's validity measured, unless that is done or under way; with an evaluation set, the loss barriers of
    /// every pair of its partition models too.
    ///
    /// - Parameter again: whether what was cancelled is queued again.
    public func measureValidity(
        of pool: String, on evaluationSet: String? = nil, again: Bool = false
    ) async throws -> ValidityResource {
        try await create(
            "/v1/pools/\(Call.escape(pool))/validity",
            ValidityCreation(evaluationSet: evaluationSet, barrier: evaluationSet != nil, again: again))
    }

    /// A pool's validity.
    ///
    /// - Parameter wait: how long the service may hold its answer back until it is measured.
    public func validity(of pool: String, wait: Duration? = nil) async throws -> ValidityResource {
        try await read("/v1/pools/\(Call.escape(pool))/validity", wait: wait)
    }

    /// Has the overlap of an evaluation set with a pool's training text found, unless that is done or under way.
    ///
    /// - Parameter again: whether a search that was cancelled is queued again.
    public func findContamination(
        of pool: String, on evaluationSet: String, again: Bool = false
    ) async throws -> ContaminationResource {
        var call = Call.post("/v1/pools/\(Call.escape(pool))/contamination", isRepeatable: true)
        call.query.append(("evaluation_set", evaluationSet))
        if again { call.query.append(("again", "true")) }
        return try await json(of: call)
    }

    /// The overlap of an evaluation set with a pool's training text.
    public func contamination(of pool: String, on evaluationSet: String) async throws -> ContaminationResource {
        try await json(
            of: .get("/v1/pools/\(Call.escape(pool))/contamination", query: [("evaluation_set", evaluationSet)]))
    }

    /// Adds a model that was really trained on a mixture, or its scores.
    public func createReferenceRun(_ creation: ReferenceRunCreation) async throws -> ReferenceRunResource {
        try await create("/v1/reference-runs", creation)
    }

    /// A reference run by its id.
    public func referenceRun(_ id: String) async throws -> ReferenceRunResource {
        try await read("/v1/reference-runs/\(Call.escape(id))")
    }

    /// Every reference run, of one pool if it is named.
    public func referenceRuns(pool: String? = nil) -> ItemSequence<ReferenceRunResource> {
        list("/v1/reference-runs", filters: [("pool", pool)])
    }
}
