import API
import Foundation
import Mixtures
import Storage
import Studies
import Words

/// Everything that a study's next decision depends on, read at once.
struct StudyMaterial: Sendable {
    /// A trial as the strategies see it, and as it is kept.
    struct StoredTrial: Sendable {
        var trial: Trial
        var record: StudyTrialRecord
        /// Evaluations of parts of the documents that a race has had scored, in order.
        var parts: [Identifier] = []

        /// Whether it was scored in parts alone: nothing of the reporting documents is known.
        var isInParts: Bool { record.evaluation.map(parts.contains) ?? false }

        init(trial: Trial, record: StudyTrialRecord, parts: [Identifier] = []) {
            self.trial = trial
            self.record = record
            self.parts = parts
        }

        /// Reads a trial as it is kept.
        init(_ record: StudyTrialRecord) throws {
            let kept = try StoredJSON.decode(KeptTrial.self, from: record.trial)
            self.init(trial: kept.trial, record: record, parts: kept.parts)
        }

        /// Puts the trial as it is now into the record.
        mutating func updateRecord() throws {
            record.state = trial.state
            record.trial = try StoredJSON.encode(KeptTrial(trial: trial, parts: parts))
        }
    }

    /// How the evaluation of a trial ended.
    struct Ending: Sendable {
        let evaluation: EvaluationRecord
        let failure: JobFailure?
        let finishedAt: Storage.Timestamp?
    }

    let record: StudyRecord
    let definition: StudyDefinition
    /// What one evaluation scores.
    let tokens: Int
    let pool: PoolView
    let set: EvaluationSetRecord
    let partitions: [Weighting.Partition]
    let space: StudySpace
    let trials: [StoredTrial]
    /// By trial, of those that wait and have something to take in.
    let endings: [Int: Ending]
    let steps: [StudyStepRecord]
    /// By job, of the steps that the study has not gone on from.
    let stepJobs: [Identifier: JobRecord]

    /// Reads a study; `nil` if there is none of that id.
    ///
    /// - Parameters:
    ///   - memory: what was read of its trials before.
    ///   - isCommitted: whether the transaction sees nothing but what is committed: whether it reads.
    init?(_ id: Identifier, in transaction: Transaction, _ memory: StudyMemory, isCommitted: Bool = true) throws {
        guard let record = try transaction.study(id) else { return nil }
        guard let pool = try PoolView(record.pool, in: transaction),
            let set = try transaction.evaluationSet(record.evaluationSet)
        else { throw TaskFault(subject: id) }
        self.record = record
        self.pool = pool
        self.set = set
        let asked = try StoredJSON.decode(StoredStudy.self, from: record.definition)
        (definition, tokens) = (asked.definition, asked.tokens)
        partitions = try pool.partitions(asOf: record.createdAt, in: transaction)
        space = try StudySpace(partitions: partitions, constraints: definition.constraints)
        let trials = try memory.trials(of: record, in: transaction, isCommitted: isCommitted)
        self.trials = trials
        var endings: [Int: Ending] = [:]
        for trial in trials where trial.record.state == .waiting {
            guard let evaluation = try trial.record.evaluation.flatMap({ try transaction.evaluation($0) }),
                evaluation.state.isFinal
            else { continue }
            let job = try transaction.job(evaluation.job)
            endings[trial.record.number] = Ending(
                evaluation: evaluation, failure: job?.failure, finishedAt: job?.finishedAt)
        }
        self.endings = endings
        steps = try transaction.steps(of: id)
        var jobs: [Identifier: JobRecord] = [:]
        for step in steps where !step.isTaken { jobs[step.job] = try transaction.job(step.job) }
        stepJobs = jobs
    }

    var machine: StudyMachine {
        StudyMachine(definition: definition, space: space, domains: set.studyDomains, tokens: tokens)
    }

    /// The objective of losses, in bits per byte.
    func value(of losses: [String: Double]) -> Double? {
        definition.objective.value(losses: losses, domains: set.studyDomains)
    }

    /// How its trials are shown.
    var view: TrialView { TrialView(definition: definition, domains: set.studyDomains) }

    /// What steps have found so far, in order.
    var results: [StudyStepResult] {
        get throws { try steps.compactMap(\.result).map { try StoredJSON.decode(StudyStepResult.self, from: $0) } }
    }

    /// Partitions that the study weighs and that have been retired since it began, sorted.
    var retired: [String] {
        let weighed = Set(space.partitions)
        return pool.record.members.filter { member in
            weighed.contains(member.name) && member.retiredAt.map { $0 >= record.createdAt } ?? false
        }.map(\.name)
    }
}

/// A trial as it is kept, in one object: without parts it is what is kept of studies that do not race.
private struct KeptTrial: Codable {
    let trial: Trial
    let parts: [Identifier]

    private enum CodingKeys: String, CodingKey {
        case parts
    }

    init(trial: Trial, parts: [Identifier]) {
        self.trial = trial
        self.parts = parts
    }

    init(from decoder: any Decoder) throws {
        trial = try Trial(from: decoder)
        parts =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([Identifier].self, forKey: .parts) ?? []
    }

    func encode(to encoder: any Encoder) throws {
        try trial.encode(to: encoder)
        guard !parts.isEmpty else { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(parts, forKey: .parts)
    }
}

/// What is searched for and how, as it is kept with a study.
struct StoredStudy: Codable, Hashable, Sendable {
    var definition: StudyDefinition
    /// Tokens that one evaluation scores: all documents of the evaluation set, for both parts.
    var tokens: Int
}

extension EvaluationSetRecord {
    /// The domains as objectives see them.
    ///
    /// Micro averages weigh a domain by its bytes in the whole set, so that its share of the selecting part, which the
    /// split leaves to chance, does not matter.
    var studyDomains: [EvaluationDomain] {
        domains.map { EvaluationDomain(name: $0.domain, bytes: $0.bytes) }
    }
}
