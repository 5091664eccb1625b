import API
import Foundation
import Jobs
import Mixtures
import Storage

/// What a step computes from, as it is kept: enough to make its task again, whatever is told meanwhile.
struct StoredStep: Codable, Hashable, Sendable {
    var input: StudyStepInput
}

extension AssayService {
    /// Puts together what a step needs; `nil` while that is not known yet.
    func input(
        for step: StudyStep, of material: StudyMaterial, trials: [Trial]
    ) async throws -> StoredStep? {
        StoredStep(
            input: StudyStepInput(
                step: step, definition: material.definition, partitions: material.partitions,
                domains: material.set.studyDomains, trials: trials.filter { $0.round < step.round }))
    }

    /// Queues a step.
    func queue(_ step: StoredStep, of material: StudyMaterial, in transaction: Transaction) throws {
        let id = material.record.id
        let job = try jobs.enqueue(
            NewJob(kind: .study, subject: id, owner: id.text, maximumFailures: configuration.attempts),
            in: transaction)
        try transaction.insert(
            StudyStepRecord(
                study: id, number: (material.steps.last?.number ?? 0) + 1, input: try StoredJSON.encode(step),
                job: job.id, createdAt: time.now()))
    }

    /// Keeps what a step found.
    func complete(_ key: LeaseKey, _ result: StudyResult) async throws {
        let found = try StoredJSON.encode(result.result)
        _ = try await jobs.complete(key) { transaction, job in
            guard job.kind == .study, let step = try transaction.step(job: job.id) else {
                throw Problem.field("/result/type", "is \"study\"; expected \"\(job.kind.rawValue)\"")
            }
            let stored = try StoredJSON.decode(StoredStep.self, from: step.input)
            guard result.result.step == stored.input.step else {
                throw Problem.field("/result/result/step", "is of another step than the task")
            }
            try transaction.finishStep(job: job.id, result: found)
        }
    }
}

extension StudyTask {
    /// What a step's job asks a worker to do.
    init(_ job: JobRecord, in transaction: Transaction) throws {
        guard let record = try transaction.step(job: job.id) else { throw TaskFault(subject: job.subject) }
        let stored = try StoredJSON.decode(StoredStep.self, from: record.input)
        self.init(input: stored.input)
    }
}

/// Why a study cannot go on.
struct StudyRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
