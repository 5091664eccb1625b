import API
import Storage
import StrictJSON
import Tokenizers

/// Counts the tokens of evaluation sets under the tokenizers of pools.
struct TokenCounting: Sendable {
    let store: Store
    let tokenizers: OpenTokenizers
    let tokenCounts: TokenCounts

    /// Counts the tokens of an evaluation set under a pool's tokenizer.
    func tokens(of set: EvaluationSetRecord, under id: Identifier) async throws -> TokenCounts.Count {
        let pool = try await store.read { transaction in
            guard let pool = try PoolView(id, in: transaction) else { throw Problem.notFound("pool \"\(id)\"") }
            return pool
        }
        let tokenizer = try await tokenizer(of: pool)
        if let own = set.tokenizer, own != tokenizer.hash {
            let detail = "query parameter pool: \(id) reads with \(tokenizer.hash); the set holds ids of \(own)"
            throw Problem(.invalidQuery, errors: [FieldError(pointer: .root, detail: detail)])
        }
        return try await tokenCounts.count(set.blob, set.format, separator: set.separator, under: tokenizer)
    }

    /// What a pool's models read with.
    func tokenizer(of pool: PoolView) async throws -> any Tokenizer {
        switch try pool.tokenizerName {
        case .bytes: ByteTokenizer()
        case .checkpoint: try await tokenizers.tokenizer(of: pool.base)
        }
    }
}
