import API
import Mixtures
import Storage

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
