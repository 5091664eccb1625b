public import Checkpoints
public import LanguageModels
public import Mixtures
public import Tokenizers

/// Scores documents under a model by protocol `rolling-1`.
public struct Scorer: Sendable {
    /// The model that predicts.
    public let model: LanguageModel
    /// What turns text into tokens.
    public let tokenizer: any Tokenizer
    /// L, the most tokens a window reads.
    public let context: Int

    /// Takes a model and how it is to be asked.
    ///
    /// - Parameters:
    ///   - configuration: the model's shape.
    ///   - parameters: a checkpoint, a merge, or memory.
    ///   - tokenizer: the id that begins a document, and those of the documents, must be below the rows of the model's
    ///     embedding.
    ///   - context: L in tokens; `nil` is the model's own, which is also the most.
    /// - Throws: ``ScoringError`` for a context or a tokenizer that the model cannot take, or what the model throws.
    public init(
        configuration: ModelConfiguration, parameters: any TensorSource, tokenizer: any Tokenizer, context: Int? = nil
    ) throws {
        self.context = try Self.context(context, tokenizer: tokenizer, of: configuration)
        model = try LanguageModel(configuration: configuration, parameters: parameters)
        self.tokenizer = tokenizer
    }

    /// The context that a model is to be asked with; `nil` is its own.
    ///
    /// - Throws: ``ScoringError`` for a context or a tokenizer that the model cannot take.
    static func context(
        _ context: Int?, tokenizer: any Tokenizer, of configuration: ModelConfiguration
    ) throws(ScoringError) -> Int {
        let limit = configuration.maximumPositions
        let context = context ?? limit
        guard (1...max(limit, 1)).contains(context) else { throw .context(context, limit: limit) }
        guard tokenizer.prefixToken < configuration.vocabularySize else {
            throw .prefix(tokenizer.prefixToken, rows: configuration.vocabularySize)
        }
        return context
    }

    /// Scores documents; blocks the calling thread.
    ///
    /// Scores do not depend on the number of threads, nor on the other documents.
    ///
    /// - Parameters:
    ///   - documents: what to score.
    ///   - precision: the arithmetic of the forward pass.
    ///   - threads: how many threads compute.
    ///   - keepsTokens: whether each token's negative log-likelihood is kept.
    ///   - activationBytes: a budget for hidden states; above it the documents go in passes.
    ///   - progress: called on this thread with the share that is done, from 0 to 1.
    ///   - isCancelled: asked often; once it answers true, `CancellationError` is thrown.
    /// - Returns: one score a document, in order.
    public func score(
        _ documents: [Document], precision: Precision = .f32, threads: Int, keepsTokens: Bool = false,
        activationBytes: Int = LanguageModel.defaultActivationBytes, progress: ((Double) -> Void)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [DocumentScore] {
        try score(
            documents.map { PreparedDocument($0, tokenizer: tokenizer, context: context) }, precision: precision,
            threads: threads, keepsTokens: keepsTokens, activationBytes: activationBytes, progress: progress,
            isCancelled: isCancelled)
    }

    /// Scores documents that were prepared with this scorer's tokenizer and context; blocks the calling thread.
    ///
    /// Otherwise as ``score(_:precision:threads:keepsTokens:activationBytes:progress:isCancelled:)`` of documents as
    /// they are read.
    public func score(
        _ documents: [PreparedDocument], precision: Precision = .f32, threads: Int, keepsTokens: Bool = false,
        activationBytes: Int = LanguageModel.defaultActivationBytes, progress: ((Double) -> Void)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [DocumentScore] {
        let losses = try model.negativeLogLikelihoods(
            of: documents.map(\.windows), arithmetic: Arithmetic(precision), threads: threads,
            activationBytes: activationBytes, progress: progress, isCancelled: isCancelled)
        return zip(documents, losses).map { $0.score($1, keepsTokens: keepsTokens) }
    }
}

/// Why a model cannot be asked as it was told to.
public enum ScoringError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An invalid context, or one longer than the model's.
    case context(Int, limit: Int)
    /// A tokenizer whose documents begin with an id for which the model has no row.
    case prefix(Int32, rows: Int)
    /// A document that holds a token for which the model has no row.
    case token(Int32, text: String?, rows: Int)
    /// Models that are to be merged compute different functions.
    case configurations(first: String, other: String, differences: [String])

    public var description: String {
        switch self {
        case .context(let context, let limit):
            "context: \(context) tokens; expected 1 to the model's own \(limit) (max_position_embeddings)"
        case .prefix(let id, let rows):
            "vocab_size: the model has \(rows) rows; the tokenizer begins documents with the id \(id)"
        case .token(let id, let text, let rows):
            "holds the token \(text.map { "\"\($0)\"" } ?? "\(id)") (id \(id)), for which the model has no row: its "
                + "embedding has \(rows)"
        case .configurations(let first, let other, let differences):
            "\(other): its config.json differs from that of \(first): \(differences.joined(separator: "; "))"
        }
    }
}
