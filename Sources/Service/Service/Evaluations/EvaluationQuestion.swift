import API
import Hashing
import Mixtures
import Statistics
import Storage
import StrictJSON

/// One evaluation that was asked for, with everything that it names looked up.
@dynamicMemberLookup
struct EvaluationQuestion: Sendable {
    /// What is asked.
    let stored: StoredQuestion
    /// The pool as it was when the question was read.
    let poolRecord: PoolRecord

    subscript<Value>(dynamicMember path: KeyPath<StoredQuestion, Value>) -> Value { stored[keyPath: path] }
}

/// What an evaluation asks, as it is stored until it is carried out: nothing of it must be looked up again.
struct StoredQuestion: Codable, Sendable {
    let key: SHA256Digest
    let pool: Identifier
    let evaluationSet: Identifier
    let referenceRun: Identifier?
    let checkpoint: Identifier?
    /// A ``StoredCandidate`` as JSON text.
    let candidate: String
    /// Equal for questions that cost less together than one by one.
    let batch: String?
    /// What an ensemble is made of, one a model; empty for a merge.
    let logProbabilities: [LogProbabilitiesQuestion]
    let perToken: Bool
    let label: String?

    init(
        _ creation: EvaluationCreation, _ candidate: StoredCandidate, pool: Identifier, on set: EvaluationSetRecord,
        referenceRun: Identifier?, checkpoint: Identifier?, logProbabilities: [LogProbabilitiesQuestion]
    ) throws {
        key = try candidate.key(on: set)
        self.pool = pool
        evaluationSet = set.id
        self.referenceRun = referenceRun
        self.checkpoint = checkpoint
        self.candidate = String(decoding: try candidate.data, as: UTF8.self)
        batch = Self.batch(candidate, pool: pool, on: set.id)
        self.logProbabilities = logProbabilities
        perToken = creation.perToken
        label = creation.label
    }

    /// Among whom the queue is fair: the study that asks, else the pool.
    ///
    /// Labels do not count: with a fresh one a request, whoever asks would be many.
    var owner: String { label.flatMap { try? Identifier($0, of: .study) }?.text ?? pool.text }

    /// Linear merges of one pool's models, scored in the same way on the same documents, read each model once for all,
    /// and ensembles lay out their models' probabilities once.
    private static func batch(_ candidate: StoredCandidate, pool: Identifier, on set: Identifier) -> String? {
        guard candidate.mixture != nil, let way = candidate.way.batch else { return nil }
        return ([pool.text, set.text] + way.material + way.laterMaterial).joined(separator: " ")
    }
}

/// Looks up what evaluations name, and finds everything that is wrong with them.
///
/// Lives within one transaction; what many evaluations of a batch name is read once.
struct QuestionReader {
    private let transaction: Transaction
    private let findings: Findings
    private var pools: [String: PoolView?] = [:]
    private var sets: [String: EvaluationSetRecord?] = [:]
    private var unknownNames: [String: String] = [:]
    private var weighed: [Identifier: [Weighting.Partition]] = [:]

    init(transaction: Transaction, findings: Findings) {
        self.transaction = transaction
        self.findings = findings
    }

    /// - Returns: one question an estimator; empty after at least one error was found.
    mutating func read(_ creation: EvaluationCreation, at pointer: JSONPointer) throws -> [EvaluationQuestion] {
        let estimators = creation.estimator.estimators
        if estimators.contains(.ensemble), creation.method != .linear {
            findings.add(
                pointer.appending("estimator"),
                "is \(creation.estimator.rawValue), which averages the probabilities of models as they are; the method "
                    + "\(creation.method.rawValue) is one of merges alone")
            return []
        }
        return try estimators.compactMap { try read(creation, estimator: $0, at: pointer) }
    }

    private mutating func read(
        _ creation: EvaluationCreation, estimator: Estimator, at pointer: JSONPointer
    ) throws -> EvaluationQuestion? {
        let pool = try pool(creation.pool, at: pointer.appending("pool"))
        let set = try evaluationSet(creation.evaluationSet, at: pointer.appending("evaluation_set"))
        guard let pool else { return nil }
        if let own = set?.tokenizer, own != pool.record.tokenizerHash {
            findings.add(
                pointer.appending("evaluation_set"),
                "holds ids of the tokenizer \(own); the pool reads with \(pool.record.tokenizerHash)")
            return nil
        }
        guard
            let (whole, checkpoint, referenceRun) = try candidate(creation, estimator, of: pool, at: pointer), let set,
            isWithin(set, creation.scoring.part, at: pointer)
        else { return nil }
        // All documents are no part of them: the score is the same, and so is its key.
        var candidate = whole
        candidate.way.part = creation.scoring.part.flatMap { $0.from == 0 && $0.to == set.documents ? nil : $0 }
        let models = estimator == .ensemble ? try LogProbabilitiesQuestion.all(of: whole, on: set) : []
        return EvaluationQuestion(
            stored: try StoredQuestion(
                creation, candidate, pool: pool.record.id, on: set, referenceRun: referenceRun, checkpoint: checkpoint,
                logProbabilities: models),
            poolRecord: pool.record)
    }

    private func isWithin(_ set: EvaluationSetRecord, _ part: DocumentPart?, at pointer: JSONPointer) -> Bool {
        guard let part, part.to > set.documents else { return true }
        findings.add(
            pointer.appending("part").appending("to"),
            "is \(part.to); expected at most the evaluation set's documents, \(set.documents)")
        return false
    }

    private typealias Subject = (candidate: StoredCandidate, checkpoint: Identifier?, referenceRun: Identifier?)

    private mutating func candidate(
        _ creation: EvaluationCreation, _ estimator: Estimator, of pool: PoolView, at pointer: JSONPointer
    ) throws -> Subject? {
        switch creation.subject {
        case .mixture, .weighting:
            return try merge(creation, estimator, of: pool, at: pointer).map { ($0, nil, nil) }
        case .referenceRun(let text):
            let place = pointer.appending("reference_run")
            guard isLinear(creation, at: pointer), let (run, model) = try referenceRun(text, of: pool, at: place),
                findings.checkReads(model, with: try pool.tokenizerName, of: pool.base, at: place),
                checkContext(creation, [model], at: pointer)
            else { return nil }
            return (single(model, estimator, creation, pool), nil, run)
        case .checkpoint(let text):
            let place = pointer.appending("checkpoint")
            guard isLinear(creation, at: pointer),
                let model = try findings.checkpoint(text, in: transaction, at: place),
                findings.checkReads(model, with: try pool.tokenizerName, of: pool.base, at: place),
                checkContext(creation, [model], at: pointer)
            else { return nil }
            return (single(model, estimator, creation, pool), model.id, nil)
        case nil:
            findings.add(pointer, "expected a mixture, a weighting, a reference_run or a checkpoint")
            return nil
        }
    }

    private mutating func merge(
        _ creation: EvaluationCreation, _ estimator: Estimator, of pool: PoolView, at pointer: JSONPointer
    ) throws -> StoredCandidate? {
        let recipe = findings.recipe(creation, partitions: pool.partitionNames, at: pointer)
        let mixture = try mixture(creation, of: pool, at: pointer)
        guard let recipe, let mixture,
            checkContext(creation, [pool.base] + Array(pool.models.values), at: pointer)
        else { return nil }
        let candidate = try pool.candidate(
            mixture, recipe: recipe, estimator: estimator, creation.scoring)
        do throws(MergeRecipeError) {
            try recipe.check(weights: candidate.members.map(\.weight).filter { $0 > 0 })
        } catch {
            for fault in error.faults {
                findings.add(
                    pointer.appending("method"), "is \(recipe.method.rawValue), but the weights \(fault.detail)")
            }
            return nil
        }
        return candidate
    }

    private mutating func mixture(
        _ creation: EvaluationCreation, of pool: PoolView, at pointer: JSONPointer
    ) throws -> Mixture? {
        if let weighting = creation.weighting {
            let partitions = try partitions(of: pool)
            let place = pointer.appending("weighting")
            return findings.mixture(weighting, over: partitions, normalize: creation.normalize, at: place)
        }
        return findings.mixture(
            creation.mixture ?? [:], partitions: pool.partitionNames, normalize: creation.normalize,
            at: pointer.appending("mixture"))
    }

    /// The partitions of a pool with the labels that groups are made of.
    private mutating func partitions(of pool: PoolView) throws -> [Weighting.Partition] {
        if let known = weighed[pool.record.id] { return known }
        let partitions = try pool.partitions(in: transaction)
        weighed[pool.record.id] = partitions
        return partitions
    }

    private func single(
        _ model: CheckpointRecord, _ estimator: Estimator, _ creation: EvaluationCreation, _ pool: PoolView
    ) -> StoredCandidate {
        pool.candidate(model, estimator: estimator, creation.scoring)
    }

    /// Whether a model on its own is asked for without a way to merge, which would say nothing.
    private func isLinear(_ creation: EvaluationCreation, at pointer: JSONPointer) -> Bool {
        guard creation.method == .linear, creation.parameters == nil else {
            findings.add(
                pointer.appending(creation.method == .linear ? "parameters" : "method"),
                "says how partition models are merged; a model on its own has none")
            return false
        }
        return true
    }

    private func checkContext(
        _ creation: EvaluationCreation, _ models: [CheckpointRecord], at pointer: JSONPointer
    ) -> Bool {
        let limit = models.map(\.context).min() ?? 0
        guard let context = creation.scoring.context, context > limit else { return true }
        findings.add(
            pointer.appending("context"), "is \(context); expected at most the models' maximum, \(limit) positions")
        return false
    }

    private mutating func pool(_ text: String, at pointer: JSONPointer) throws -> PoolView? {
        if let known = pools[text] {
            if known == nil { findings.add(pointer, try unknown(.pool, text)) }
            return known
        }
        let id = try transaction.identifier(.pool, for: text)
        let view = try id.flatMap { try PoolView($0, in: transaction) }
        pools[text] = .some(view)
        if view == nil { findings.add(pointer, try unknown(.pool, text)) }
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
        if record == nil { findings.add(pointer, try unknown(.evaluationSet, text)) }
        return record
    }

    /// What is said of a name that nothing has; found once, however many questions of a batch ask for it.
    private mutating func unknown(_ kind: Identifier.Kind, _ text: String) throws -> String {
        let key = "\(kind.rawValue) \(text)"
        if let known = unknownNames[key] { return known }
        let sentence = try transaction.unknown(kind, text)
        unknownNames[key] = sentence
        return sentence
    }

    private func referenceRun(
        _ text: String, of pool: PoolView, at pointer: JSONPointer
    ) throws -> (Identifier, CheckpointRecord)? {
        let id = try? Identifier(text, of: .referenceRun)
        guard let run = try id.flatMap({ try transaction.referenceRun($0) }) else {
            findings.add(pointer, try transaction.unknown(.referenceRun, text))
            return nil
        }
        guard run.pool == pool.record.id else {
            findings.add(pointer, "belongs to \(run.pool); expected a reference run of \(pool.record.id)")
            return nil
        }
        guard let model = try transaction.checkpoint(of: run) else {
            if case .scores = run.model {
                findings.add(pointer, "has no checkpoint: only its scores were brought")
            } else {
                findings.add(pointer, "has no checkpoint yet: its training run has not succeeded")
            }
            return nil
        }
        return (run.id, model)
    }
}
