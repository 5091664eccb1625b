import API
import HTTPTypes
import Mixtures
import Storage
import StrictJSON

/// Reference runs: models that were really trained on a mixture.
struct ReferenceRunDesk: Sendable {
    let store: Store
    let time: any TimeSource
    let identifiers: IdentifierSource
}

extension ReferenceRunDesk {
    /// Adds a reference run.
    func createReferenceRun(_ body: ReferenceRunCreation, in transaction: Transaction) throws -> Answer {
        let findings = Findings()
        let pool = try transaction.identifier(.pool, for: body.pool).flatMap { try PoolView($0, in: transaction) }
        if pool == nil {
            findings.add(JSONPointer.root.appending("pool"), try transaction.unknown(.pool, body.pool))
        }
        let mixture = findings.mixture(
            body.mixture, partitions: pool?.partitionNames, normalize: body.normalize,
            at: JSONPointer.root.appending("mixture"))
        let model = try model(of: body, pool, in: transaction, findings)
        try findings.check()
        guard let pool, let mixture, let model else { throw Problem(.internalError) }
        let weights = mixture.weights.sorted { $0.key < $1.key }.filter { $0.value > 0 }
        let training = body.training
        let record = ReferenceRunRecord(
            id: identifiers.next(.referenceRun), pool: pool.record.id,
            mixture: weights.map { .init(partition: $0.key, weight: $0.value) }, model: model,
            training: .init(
                tokens: training?.tokens, schedule: training?.schedule, base: training?.base, seed: training?.seed),
            createdAt: time.now())
        try refuseKnownModel(of: record, in: transaction)
        try transaction.insert(record)
        return try Answer(
            .created, location: "/v1/reference-runs/\(record.id)", ReferenceRunResource(record, in: transaction))
    }

    /// Refuses a model that the pool has as a reference run already: twice it would count as two pieces of evidence.
    private func refuseKnownModel(of record: ReferenceRunRecord, in transaction: Transaction) throws {
        let model = try transaction.modelIdentity(of: record)
        for known in try transaction.allReferenceRuns(of: record.pool)
        where try transaction.modelIdentity(of: known) == model {
            throw Problem(
                .stateConflict,
                "The model is that of \(known.id) already, and counts once; remove that reference run first if it is "
                    + "wrong.")
        }
    }

    private func model(
        of body: ReferenceRunCreation, _ pool: PoolView?, in transaction: Transaction, _ findings: Findings
    ) throws -> ReferenceRunRecord.Model? {
        if let scores = body.scores {
            return try model(ofScores: scores, on: body.evaluationSet ?? "", in: transaction, findings)
        }
        if let text = body.checkpoint {
            let place = JSONPointer.root.appending("checkpoint")
            guard let record = try findings.checkpoint(text, in: transaction, at: place) else { return nil }
            if let pool {
                _ = findings.checkReads(record, with: try pool.tokenizerName, of: pool.base, at: place)
            }
            return .checkpoint(record.id)
        }
        let text = body.trainingRun ?? ""
        guard let id = try transaction.identifier(.trainingRun, for: text), try transaction.trainingRun(id) != nil
        else {
            findings.add(JSONPointer.root.appending("training_run"), try transaction.unknown(.trainingRun, text))
            return nil
        }
        return .trainingRun(id)
    }

    /// Scores must be of exactly the documents of the evaluation set: bits per byte of anything else cannot be
    /// compared.
    private func model(
        ofScores scores: [String: ReferenceSums], on text: String, in transaction: Transaction, _ findings: Findings
    ) throws -> ReferenceRunRecord.Model? {
        let id = try transaction.identifier(.evaluationSet, for: text)
        guard let set = try id.flatMap({ try transaction.evaluationSet($0) }) else {
            findings.add(JSONPointer.root.appending("evaluation_set"), try transaction.unknown(.evaluationSet, text))
            return nil
        }
        let list = JSONPointer.root.appending("scores")
        for name in scores.keys.sorted() where !set.domains.contains(where: { $0.domain == name }) {
            findings.add(list.appending(name), "is no domain of the evaluation set")
        }
        for domain in set.domains {
            let place = list.appending(domain.domain)
            guard let sums = scores[domain.domain] else {
                findings.add(place, "is missing; expected every domain of the evaluation set")
                continue
            }
            if sums.documents != domain.documents {
                findings.add(
                    place.appending("documents"), "is \(sums.documents); the evaluation set has \(domain.documents)")
            }
            if sums.bytes != domain.bytes {
                findings.add(place.appending("bytes"), "is \(sums.bytes); the evaluation set has \(domain.bytes)")
            }
            // Beyond this no perplexity is a finite number.
            if sums.nll / Double(sums.tokens) > 700 {
                findings.add(
                    place.appending("nll"), "is \(sums.nll) for \(sums.tokens) tokens; expected at most 700 each")
            }
        }
        return .scores(
            evaluationSet: set.id,
            scores.map { name, sums in
                .init(
                    domain: name, documents: sums.documents, tokens: sums.tokens, words: sums.words,
                    characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
            }.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) })
    }
}
