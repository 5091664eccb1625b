import API
import Hashing
import Mixtures
import Storage

/// One evaluation that was asked for, with everything that it names looked up.
struct EvaluationQuestion: Sendable {
    let key: SHA256Digest
    let pool: Identifier
    let evaluationSet: Identifier
    let referenceRun: Identifier?
    let checkpoint: Identifier?
    let candidate: StoredCandidate
    let label: String?
}

/// Looks up what evaluations name, and finds everything that is wrong with them.
///
/// Lives within one transaction; what many evaluations of a batch name is read once.
struct QuestionReader {
    private let transaction: Transaction
    private let findings: Findings
    private var pools: [String: PoolView?] = [:]
    private var sets: [String: EvaluationSetRecord?] = [:]

    init(transaction: Transaction, findings: Findings) {
        self.transaction = transaction
        self.findings = findings
    }

    /// - Returns: `nil` after at least one error was found.
    mutating func read(_ creation: EvaluationCreation, at pointer: JSONPointer) throws -> EvaluationQuestion? {
        let pool = try pool(creation.pool, at: pointer.appending("pool"))
        let set = try evaluationSet(creation.evaluationSet, at: pointer.appending("evaluation_set"))
        guard let pool else { return nil }
        guard let (candidate, checkpoint, referenceRun) = try candidate(creation, of: pool, at: pointer), let set
        else { return nil }
        return EvaluationQuestion(
            key: candidate.key(on: set), pool: pool.record.id, evaluationSet: set.id, referenceRun: referenceRun,
            checkpoint: checkpoint, candidate: candidate, label: creation.label)
    }

    private typealias Subject = (candidate: StoredCandidate, checkpoint: Identifier?, referenceRun: Identifier?)

    private mutating func candidate(
        _ creation: EvaluationCreation, of pool: PoolView, at pointer: JSONPointer
    ) throws -> Subject? {
        guard creation.method == .linear else {
            findings.add(
                pointer.appending("method"),
                "is \(creation.method.rawValue); this service evaluates candidates of method linear")
            return nil
        }
        switch creation.subject {
        case .mixture(let weights):
            let place = pointer.appending("mixture")
            let mixture = findings.mixture(
                weights, partitions: pool.partitionNames, normalize: creation.normalize, at: place)
            guard let mixture, checkContext(creation, [pool.base] + Array(pool.models.values), at: pointer) else {
                return nil
            }
            let candidate = pool.candidate(
                mixture, estimator: creation.estimator, method: creation.method, precision: creation.precision,
                context: creation.context)
            return (candidate, nil, nil)
        case .referenceRun(let text):
            let place = pointer.appending("reference_run")
            guard let (run, model) = try referenceRun(text, of: pool, at: place),
                checkContext(creation, [model], at: pointer)
            else { return nil }
            return (single(model, creation, pool), nil, run)
        case .checkpoint(let text):
            let place = pointer.appending("checkpoint")
            guard let model = try findings.checkpoint(text, in: transaction, at: place),
                findings.checkReadsBytes(model, at: place), checkContext(creation, [model], at: pointer)
            else { return nil }
            return (single(model, creation, pool), model.id, nil)
        case nil:
            findings.add(pointer, "expected a mixture, a reference_run or a checkpoint")
            return nil
        }
    }

    private func single(
        _ model: CheckpointRecord, _ creation: EvaluationCreation, _ pool: PoolView
    ) -> StoredCandidate {
        pool.candidate(
            model, estimator: creation.estimator, method: creation.method, precision: creation.precision,
            context: creation.context)
    }

    private func checkContext(
        _ creation: EvaluationCreation, _ models: [CheckpointRecord], at pointer: JSONPointer
    ) -> Bool {
        let limit = models.map(\.context).min() ?? 0
        guard let context = creation.context, context > limit else { return true }
        findings.add(
            pointer.appending("context"), "is \(context); expected at most the models' maximum, \(limit) positions")
        return false
    }

    private mutating func pool(_ text: String, at pointer: JSONPointer) throws -> PoolView? {
        if let known = pools[text] {
            if known == nil { findings.add(pointer, "there is no pool \"\(text.prefix(80))\"") }
            return known
        }
        let id = try transaction.identifier(.pool, for: text)
        let view = try id.flatMap { try PoolView($0, in: transaction) }
        pools[text] = .some(view)
        if view == nil { findings.add(pointer, "there is no pool \"\(text.prefix(80))\"") }
        return view
    }

    private mutating func evaluationSet(_ text: String, at pointer: JSONPointer) throws -> EvaluationSetRecord? {
        let record: EvaluationSetRecord?
        if let known = sets[text] {
            record = known
        } else {
            record = try transaction.identifier(.evaluationSet, for: text).flatMap { try transaction.evaluationSet($0) }
            sets[text] = .some(record)
        }
        if record == nil { findings.add(pointer, "there is no evaluation set \"\(text.prefix(80))\"") }
        return record
    }

    private func referenceRun(
        _ text: String, of pool: PoolView, at pointer: JSONPointer
    ) throws -> (Identifier, CheckpointRecord)? {
        let id = try? Identifier(text, of: .referenceRun)
        guard let run = try id.flatMap({ try transaction.referenceRun($0) }) else {
            findings.add(pointer, "there is no reference run \"\(text.prefix(80))\"")
            return nil
        }
        guard run.pool == pool.record.id else {
            findings.add(pointer, "belongs to \(run.pool); expected a reference run of \(pool.record.id)")
            return nil
        }
        guard let model = try transaction.checkpoint(of: run) else {
            findings.add(pointer, "has no checkpoint yet: its training run has not succeeded")
            return nil
        }
        return (run.id, model)
    }
}

extension Findings {
    /// A mixture; every fault is put at the partition that it is about.
    func mixture(
        _ weights: [String: Double], partitions: Set<String>?, normalize: Bool, at pointer: JSONPointer
    ) -> Mixture? {
        do {
            return try Mixture(weights, partitions: partitions, normalize: normalize)
        } catch {
            for fault in error.faults {
                add(fault.partition.map { pointer.appending($0) } ?? pointer, fault.detail)
            }
            return nil
        }
    }

    /// A checkpoint that a body refers to.
    func checkpoint(
        _ text: String, in transaction: Transaction, at pointer: JSONPointer
    ) throws -> CheckpointRecord? {
        let id = try transaction.identifier(.checkpoint, for: text)
        if let record = try id.flatMap({ try transaction.checkpoint($0) }) { return record }
        add(pointer, "there is no checkpoint \"\(text.prefix(80))\"")
        return nil
    }

    /// Whether a model has a row for every byte and for the id that begins a document.
    func checkReadsBytes(_ record: CheckpointRecord, at pointer: JSONPointer) -> Bool {
        guard record.vocabularySize < 257 else { return true }
        add(
            pointer,
            "has a vocabulary of \(record.vocabularySize); expected at least 257 for the byte tokenizer: 256 bytes and "
                + "the id 256 that begins a document")
        return false
    }
}
