import API
import Foundation
import Mixtures
import Storage

extension JobResource {
    /// - Parameters:
    ///   - attempts: left empty in lists.
    ///   - needs: left empty in lists.
    init(_ record: JobRecord, attempts: [AttemptRecord] = [], needs: [Identifier] = []) throws {
        self.init(
            id: record.id.text, kind: try same(record.kind), state: try same(record.state),
            subject: record.subject.text, priority: record.priority, progress: record.progress,
            error: record.failure.map { WorkError($0) }, attempts: attempts.map { AttemptResource($0) },
            needs: needs.isEmpty ? nil : needs.map(\.text), createdAt: record.createdAt.date,
            scheduledAt: attempts.last?.leasedAt.date,
            startedAt: record.startedAt?.date, finishedAt: record.finishedAt?.date)
    }
}

extension AttemptResource {
    init(_ record: AttemptRecord) {
        self.init(
            number: record.number, worker: record.worker.text, state: record.outcome?.rawValue ?? "running",
            startedAt: (record.startedAt ?? record.leasedAt).date, endedAt: record.finishedAt?.date,
            error: record.failure.map { WorkError($0) })
    }
}

extension WorkError {
    /// A failure that has been kept: whether it was retried is told by the attempts.
    init(_ failure: JobFailure) {
        self.init(code: failure.code, detail: failure.detail, retryable: failure.code == "worker-lost")
    }
}

extension WorkerResource {
    init(_ record: WorkerRecord, jobs: [Identifier]) {
        self.init(
            id: record.id.text, name: record.name, pid: record.pid, host: record.host, threads: record.threads,
            kernelPath: record.kernelPath, state: record.goneAt == nil ? .alive : .gone, jobs: jobs.map(\.text),
            registeredAt: record.registeredAt.date, seenAt: record.lastSeenAt.date)
    }
}

extension PoolResource {
    init(_ record: PoolRecord, corpus: String) throws {
        guard let tokenizer = TokenizerName(rawValue: record.tokenizer) else {
            throw WordMismatch(word: record.tokenizer, type: "TokenizerName")
        }
        self.init(
            id: record.id.text, name: record.name, corpus: corpus, base: record.base.text, tokenizer: tokenizer,
            tokenizerHash: record.tokenizerHash, generalShare: record.generalShare,
            partitions: record.members.map { member in
                PoolMemberResource(
                    partition: member.partition.text, name: member.name, checkpoint: member.checkpoint.text,
                    tokens: member.tokens, retiredAt: member.retiredAt?.date)
            }, createdAt: record.createdAt.date)
    }
}

extension ScoreResource {
    init(_ score: Score) {
        let total = score.total
        self.init(
            documents: total.documents, tokens: total.tokens, words: total.words, characters: total.characters,
            bytes: total.bytes, nll: total.nll, perplexity: total.perplexity, bitsPerByte: total.bitsPerByte,
            macro: MacroScoreResource(bitsPerByte: score.macro.bitsPerByte, perplexity: score.macro.perplexity),
            domains: score.domains.map { DomainScoreResource($0) })
    }
}

extension DomainScoreResource {
    init(_ score: DomainScore) {
        let sums = score.sums
        self.init(
            domain: score.domain, documents: sums.documents, tokens: sums.tokens, words: sums.words,
            characters: sums.characters, bytes: sums.bytes, nll: sums.nll, perplexity: sums.perplexity,
            bitsPerByte: sums.bitsPerByte)
    }
}

extension Score {
    /// The score that sums over domains make.
    init(_ domains: [EvaluationRecord.DomainScore]) throws {
        try self.init(
            domains: domains.map { domain in
                DomainScore(
                    domain: domain.domain,
                    sums: ScoreSums(
                        documents: domain.documents, tokens: domain.tokens, words: domain.words,
                        characters: domain.characters, bytes: domain.bytes, nll: domain.nll))
            })
    }
}
