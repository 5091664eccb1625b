import API
import Hashing
import Jobs
import Mixtures
import Statistics
import Storage
import StrictJSON
import Words

extension WorkerDesk {
    /// Takes a result: checked first, then kept in the one transaction that ends the job.
    func complete(_ body: CompletionRequest) async throws {
        let key = LeaseKey(job: body.job, attempt: body.attempt, token: body.leaseToken)
        switch body.result {
        case .evaluation(let result):
            try await complete(key, result)
        case .training(let result):
            try await complete(key, result)
        case .validity(let result):
            try await complete(key, result)
        case .study(let result):
            try await studies.complete(key, result)
        case .contamination(let result):
            try await complete(key, result)
        case .logProbabilities(let result):
            try await logProbabilities.complete(key, result)
        }
    }

    private func complete(_ key: LeaseKey, _ result: EvaluationResult) async throws {
        guard let blob = SHA256Digest(hex: result.documentsBlob), try await store.blobs.size(of: blob) != nil else {
            throw Problem.field("/result/documents_blob", "the blob \(result.documentsBlob) is not there; upload it")
        }
        let tokens = result.tokensBlob.flatMap { SHA256Digest(hex: $0) }
        if let tokens, try await store.blobs.size(of: tokens) == nil {
            throw Problem.field("/result/tokens_blob", "the blob \(tokens.hex) is not there; upload it")
        }
        _ = try await jobs.complete(key) { transaction, job in
            guard job.kind == .evaluation, let record = try transaction.evaluation(job.subject),
                let set = try transaction.evaluationSet(record.evaluationSet)
            else { throw Problem.field("/result/type", "is \"evaluation\"; expected \"\(job.kind.rawValue)\"") }
            try Self.check(result, of: try StoredCandidate(record.candidate).part, against: set)
            if try transaction.tokens(of: record.id)?.job == job.id {
                guard let tokens else {
                    throw Problem.field("/result/tokens_blob", "is missing; the task asks for the tokens")
                }
                try transaction.finishTokens(
                    of: record.id, result: .init(blob: tokens, kernelPath: result.kernelPath))
            }
            // A job that scores again for the tokens alone leaves the score as it is.
            guard record.job == job.id else { return }
            try transaction.finishEvaluation(
                record.id,
                result: .init(
                    domains: result.domains.map { sums in
                        .init(
                            domain: sums.domain, documents: sums.documents, tokens: sums.tokens, words: sums.words,
                            characters: sums.characters, bytes: sums.bytes, nll: sums.nll)
                    }.sorted { $0.domain.utf8.lexicographicallyPrecedes($1.domain.utf8) },
                    documentsBlob: blob, kernelPath: result.kernelPath))
        }
    }

    /// A score must be of exactly the documents that were asked for; of a part, of as many, and of no more than each domain has.
    private static func check(
        _ result: EvaluationResult, of part: DocumentPart?, against set: EvaluationSetRecord
    ) throws {
        let expected = Dictionary(set.domains.map { ($0.domain, $0) }) { first, _ in first }
        let findings = Findings()
        let list = JSONPointer.root.appending("result").appending("domains")
        for (index, sums) in result.domains.enumerated() {
            let place = list.appending(index)
            guard let domain = expected[sums.domain] else {
                findings.add(place.appending("domain"), "is \"\(sums.domain)\", which the evaluation set does not have")
                continue
            }
            if part == nil ? sums.documents != domain.documents : sums.documents > domain.documents {
                findings.add(
                    place.appending("documents"), "is \(sums.documents); the evaluation set has \(domain.documents)")
            }
            // Beyond this no perplexity is a finite number.
            if sums.nll / Double(sums.tokens) > 700 {
                findings.add(
                    place.appending("nll"), "is \(sums.nll) for \(sums.tokens) tokens; expected at most 700 each")
            }
            if part == nil ? sums.bytes != domain.bytes : sums.bytes > domain.bytes {
                findings.add(place.appending("bytes"), "is \(sums.bytes); the evaluation set has \(domain.bytes)")
            }
        }
        if let part {
            let documents = result.domains.reduce(0) { $0 + $1.documents }
            if documents != part.count {
                findings.add(list, "has \(documents) documents in all; the part has \(part.count)")
            }
        } else if result.domains.count != expected.count {
            findings.add(list, "has \(result.domains.count) domains; the evaluation set has \(expected.count)")
        }
        try findings.check()
    }

    private func complete(_ key: LeaseKey, _ result: ValidityResult) async throws {
        _ = try await jobs.complete(key) { [self] transaction, job in
            guard job.kind == .validity else {
                throw Problem.field("/result/type", "is \"validity\"; expected \"\(job.kind.rawValue)\"")
            }
            try validity.finish(result, of: job.subject, in: transaction)
        }
    }

    private func complete(_ key: LeaseKey, _ result: ContaminationResult) async throws {
        guard let blob = SHA256Digest(hex: result.documentsBlob), try await store.blobs.size(of: blob) != nil else {
            throw Problem.field("/result/documents_blob", "the blob \(result.documentsBlob) is not there; upload it")
        }
        _ = try await jobs.complete(key) { [self] transaction, job in
            guard job.kind == .contamination else {
                throw Problem.field("/result/type", "is \"contamination\"; expected \"\(job.kind.rawValue)\"")
            }
            try contamination.finish(result, of: job.subject, in: transaction)
        }
    }

    private func complete(_ key: LeaseKey, _ result: TrainingResult) async throws {
        let place = JSONPointer.root.appending("result").appending("files")
        let inspection = try await checkpoints.inspect(uploaded: result.files, at: place)
        _ = try await jobs.complete(key) { [self] transaction, job in
            guard job.kind == .training, let run = try transaction.trainingRun(job.subject) else {
                throw Problem.field("/result/type", "is \"training\"; expected \"\(job.kind.rawValue)\"")
            }
            // The run's name, unless a checkpoint that came another way has taken it.
            let isTaken = try transaction.checkpoint(named: run.name) != nil
            let record = checkpoints.checkpointRecord(named: isTaken ? "\(run.name) (\(run.id))" : run.name, inspection)
            try transaction.insert(record)
            try transaction.finishTrainingRun(
                run.id, checkpoint: record.id, tokens: result.tokens,
                losses: result.losses.map { .init(step: $0.step, loss: $0.loss) })
        }
    }
}
