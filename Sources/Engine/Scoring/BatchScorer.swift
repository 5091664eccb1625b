public import LanguageModels
import Merging
public import Mixtures
public import Tokenizers

/// Scores documents under several linear merges of one list of checkpoints at once, so that each layer of each
/// checkpoint is read once for all of them.
///
/// Every score has the bits that ``Scorer`` gives it alone.
public struct BatchScorer: Sendable {
    /// The merges that predict.
    public let models: LanguageModelBatch

    /// Takes checkpoints, and how much of each is in each merge.
    ///
    /// - Parameters:
    ///   - members: the checkpoints, in the order in which they are summed.
    ///   - weights: for each merge one weight a member; 0 leaves the member out.
    ///   - tokenizer: what turned the documents' text into tokens; its ids must be below the rows of the models'
    ///     embedding.
    ///   - context: L in tokens, the most that a window reads.
    /// - Throws: what ``MergedModel`` and ``Scorer`` throw, for any of the members.
    public init(
        _ members: [CheckpointModel], weights: [[Double]], tokenizer: any Tokenizer, context: Int
    ) throws {
        let configuration = try MergedModel.configuration(of: members)
        _ = try Scorer.context(context, tokenizer: tokenizer, of: configuration)
        models = try LanguageModelBatch(
            configuration: configuration,
            parameters: try LinearMergeBatch(
                members: members.map { (name: $0.name, source: try $0.parameters(as: configuration)) },
                weights: weights))
    }

    /// Scores documents that were prepared with the batch's tokenizer and context; blocks the calling thread.
    ///
    /// As ``Scorer/score(_:precision:threads:keepsTokens:activationBytes:progress:isCancelled:)``; the budget for
    /// hidden states is one for all merges.
    /// - Returns: for each merge one score a document, in order.
    public func score(
        _ documents: [PreparedDocument], precision: Precision = .f32, threads: Int, keepsTokens: Bool = false,
        activationBytes: Int = LanguageModel.defaultActivationBytes, progress: ((Double) -> Void)? = nil,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws -> [[DocumentScore]] {
        try models.negativeLogLikelihoods(
            of: documents.map(\.windows), arithmetic: Arithmetic(precision), threads: threads,
            activationBytes: activationBytes, progress: progress, isCancelled: isCancelled
        ).map { losses in
            zip(documents, losses).map { $0.score($1, keepsTokens: keepsTokens) }
        }
    }
}

extension Arithmetic {
    /// The arithmetic of a candidate's precision.
    public init(_ precision: Precision) {
        switch precision {
        case .f32: self = .f32
        case .bf16: self = .bf16
        }
    }
}
